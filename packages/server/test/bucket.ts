import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignatureV4 } from '@smithy/signature-v4'
import { onTestFinished } from 'vitest'
import type { S3Credentials } from '../src/server.ts'

export const credentials: S3Credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'canary-secret/with+signs',
  sessionToken: 'canary-session-token==',
}
export const region = 'eu-central-1'

/** What a bucket does instead of its work; true where it has answered. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

export interface Bucket {
  readonly url: string
  readonly objects: Map<string, Buffer>
  /** Method and path of every request, in order. */
  readonly requests: string[]
  fault: Fault | null
}

/**
 * A real HTTP server that keeps objects in memory as S3 does, and asks of every request the very
 * signature that AWS's own implementation gives it.
 */
export async function openBucket(path = '/bucket/faces'): Promise<Bucket> {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request
    bucket.requests.push(`${method} ${url}`)
    if (bucket.fault?.(request, response)) return
    const body = await bodyOf(request)
    if (!(await isSigned(request, body))) {
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    } else if (!url.startsWith(`${path}/`)) {
      response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>')
    } else {
      answer(request, response, body)
    }
  })
  function answer({ method, url = '' }: IncomingMessage, response: ServerResponse, body: Buffer) {
    const found = objects.get(url)
    if (method === 'PUT') {
      objects.set(url, body)
      response.writeHead(200).end()
    } else if (method === 'DELETE') {
      objects.delete(url)
      response.writeHead(204).end()
    } else if (found === undefined) {
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
    } else {
      response.writeHead(200, { 'content-type': 'image/webp' }).end(found)
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const bucket: Bucket = {
    url: `http://127.0.0.1:${port}${path}`,
    objects,
    requests: [],
    fault: null,
  }
  return bucket
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** AWS Signature Version 4, made again from what came. */
async function isSigned(request: IncomingMessage, body: Buffer): Promise<boolean> {
  const { authorization = '', ...sent } = request.headers
  const names = /SignedHeaders=([a-z0-9;-]+)/.exec(authorization)?.[1]?.split(';') ?? []
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(sent['x-amz-date']))
  const required = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']
  if (date === null || !required.every((name) => names.includes(name))) return false
  if (sent['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return false
  const [, year, month, day, hour, minute, second] = date.map(Number)
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    uriEscapePath: false,
    sha256: NodeHash,
  })
  const signingDate = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second))
  const signed = await signer.sign(
    {
      method: request.method ?? '',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: request.url ?? '',
      headers: Object.fromEntries(names.map((name) => [name, String(sent[name])])),
      body,
    },
    { signingDate },
  )
  return signed.headers.authorization === authorization
}

class NodeHash {
  private readonly hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : bytesOf(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest()
  }
  reset(): void {}
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}
