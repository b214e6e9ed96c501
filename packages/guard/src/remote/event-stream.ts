import { RemoteError } from './remote-error.ts'

/** One event of a stream. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

const maximumLength = 16 * 1024

/**
 * Events as they arrive (WHATWG HTML §9.2.6). Comments, and events without data, are passed over.
 * In: the bytes of the reply from `url`. Throws RemoteError `too_large` for an event longer than
 * 16 KiB, `malformed` where the bytes are not UTF-8.
 */
export async function* eventsOf(
  body: AsyncIterable<Uint8Array>,
  url: URL,
): AsyncGenerator<StreamEvent, void> {
  let name = ''
  let data: string[] = []
  let length = 0
  for await (const line of linesOf(body, url)) {
    if (line === '') {
      if (data.length > 0) yield { name: name || 'message', data: data.join('\n') }
      name = ''
      data = []
      length = 0
      continue
    }
    length += line.length
    if (length > maximumLength) throw new RemoteError('too_large', url)
    const [field, value] = fieldOf(line)
    if (field === 'event') name = value
    if (field === 'data') data.push(value)
  }
}

async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  url: URL,
): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  for await (const piece of body) {
    try {
      rest += decoder.decode(piece, { stream: true })
    } catch (cause) {
      throw new RemoteError('malformed', url, { cause })
    }
    // A carriage return at the very end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > maximumLength) throw new RemoteError('too_large', url)
  }
}

function fieldOf(line: string): [field: string, value: string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  const start = line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1
  return [line.slice(0, colon), line.slice(start)]
}
