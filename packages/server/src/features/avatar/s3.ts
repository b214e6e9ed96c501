import { createHash } from 'node:crypto'
import type { AwsClient } from 'aws4fetch'
import { type AvatarStorage, requireName } from './storage.ts'

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface S3Options {
  /**
   * What every name is appended to: `https://s3.example/bucket/prefix` (path style) or
   * `https://bucket.s3.example/prefix` (virtual-host style).
   */
  readonly url: string
  readonly region?: string
  readonly credentials: S3Credentials
  /** How long one attempt may take. */
  readonly timeoutMilliseconds?: number
  /** How often a request is sent that fails, with a pause between. */
  readonly attempts?: number
  readonly pauseMilliseconds?: number
}

/** Nothing of ours is as large: a bucket that somebody else writes to is not believed. */
const largestBytes = 1024 * 1024

/**
 * Pictures in S3 or what speaks as it does (MinIO, R2, OSS, COS), each request signed with its
 * content (AWS Signature Version 4). The credentials may read, write, delete and list: without the
 * last, S3 answers 403 for what is not there.
 * Throws TypeError for a URL that is none.
 */
export function s3Storage(options: S3Options): AvatarStorage {
  const { region = 'us-east-1', credentials } = options
  const { timeoutMilliseconds = 3000, attempts = 3, pauseMilliseconds = 100 } = options
  const base = requireBase(options.url)
  let client: Promise<AwsClient> | undefined

  return {
    async write(name, bytes) {
      await send('PUT', name, bytes, async (response) => requireOk(response))
    },
    read: (name) =>
      send('GET', name, null, async (response) => {
        if (response.status === 404) return null
        requireOk(response)
        return bytesOf(response)
      }),
    async remove(name) {
      await send('DELETE', name, null, async (response) => {
        if (response.status !== 404) requireOk(response)
      })
    },
  }

  async function send<Result>(
    method: string,
    name: string,
    body: Uint8Array | null,
    read: (response: Response) => Promise<Result>,
  ): Promise<Result> {
    const url = `${base}/${requireName(name)}`
    for (let attempt = 1; ; attempt += 1) {
      try {
        const request = await sign(url, method, body)
        const signal = AbortSignal.timeout(timeoutMilliseconds)
        const response = await fetch(request, { redirect: 'error', signal })
        try {
          return await read(response)
        } finally {
          if (!response.bodyUsed) await response.body?.cancel().catch(() => undefined)
        }
      } catch (error) {
        if (attempt >= attempts || !mayPass(error)) throw storageError(error)
      }
      await pause(pauseMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random() / 2))
    }
  }

  /** Loaded with the first request: a server nobody uploads to never needs it. */
  async function sign(url: string, method: string, body: Uint8Array | null): Promise<Request> {
    client ??= import('aws4fetch')
      .then(
        ({ AwsClient: Client }) =>
          new Client({ ...credentials, region, service: 's3', retries: 0 }),
      )
      .catch((error: unknown) => {
        client = undefined
        throw error
      })
    const headers = {
      // The content is signed too, where aws4fetch would leave it out.
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
      ...(body !== null && { 'content-type': 'image/webp' }),
    }
    const sent = body === null ? {} : { body: body as Uint8Array<ArrayBuffer> }
    return (await client).sign(url, { method, headers, ...sent })
  }
}

/** An answer of the bucket that is none of those hoped for. Its text is not shown. */
class BucketError extends Error {
  override readonly name = 'BucketError'
  readonly status: number

  constructor(status: number) {
    super(`the bucket answered ${status}`)
    this.status = status
  }
}

function requireBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain = url !== null && `${url.origin}${url.pathname}` === url.href
  if (!isPlain || !/^https?:$/.test(url.protocol) || !/^[\w./~-]*$/.test(url.pathname)) {
    throw new TypeError('the URL of a bucket is an http(s) URL without credentials or query')
  }
  return url.href.replace(/\/+$/, '')
}

function requireOk({ ok, status }: Response): void {
  if (!ok) throw new BucketError(status)
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    pieces.push(piece)
    length += piece.length
    if (length > largestBytes) throw new BucketError(response.status)
  }
  return Buffer.concat(pieces)
}

/** What failed on the way, was too slow or too much may be better a moment later. */
function mayPass(error: unknown): boolean {
  return !(error instanceof BucketError) || error.status >= 500 || error.status === 429
}

/** By its code alone: a message of the network may hold the URL. */
function storageError(error: unknown): Error {
  if (error instanceof BucketError) return error
  const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: unknown }
  const { code } = Object(cause) as { readonly code?: unknown }
  const isSlow = name === 'TimeoutError'
  return new Error(`the bucket gave no answer (${isSlow ? 'in time' : String(code ?? name)})`)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
