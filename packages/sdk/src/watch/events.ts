/** One event of a stream. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

const longest = 16 * 1024

/**
 * Reads an event stream as it comes (WHATWG HTML §9.2.6): in go pieces of text, out come the events
 * they complete. Comments, and events without data, are passed over. Throws TypeError for what
 * grows beyond 16 Ki characters: it is no stream of ours.
 */
export function createEventReader(): (piece: string) => StreamEvent[] {
  let rest = ''
  let name = ''
  let data: string[] = []

  return (piece) => {
    const events: StreamEvent[] = []
    // A carriage return at the very end may be half of a line's end.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
      if (line === '') {
        if (data.length > 0) events.push({ name, data: data.join('\n') })
        name = ''
        data = []
      } else if (field === 'event') name = value
      else if (field === 'data') data.push(value)
    }
    if (rest.length + data.join().length > longest) throw new TypeError('long')
    return events
  }
}
