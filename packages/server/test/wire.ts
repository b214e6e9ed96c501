import { connect } from 'node:net'

export interface RawReply {
  readonly status: number
  /** Every header line as sent, in order, but those that differ by nature. */
  readonly headers: readonly string[]
  readonly body: string
}

/** Sends bytes as they are and gives everything that came back until the line was closed. */
export function sendRaw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const pieces: Buffer[] = []
    socket.on('data', (piece) => pieces.push(piece))
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')))
    socket.on('error', (error) => {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') reject(error)
    })
    socket.write(text)
  })
}

/** A GET with raw header lines, on a line that is closed after it. */
export async function getRaw(
  port: number,
  path: string,
  lines: readonly string[],
): Promise<RawReply> {
  const head = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...lines]
  return parseRaw(await sendRaw(port, Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')))
}

export function parseRaw(text: string): RawReply {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  return {
    status: Number(first.split(' ')[1]),
    headers: lines.filter((line) => !/^(date|x-request-id):/i.test(line)),
    body: Buffer.from(text.slice(end + 4), 'latin1').toString('utf8'),
  }
}
