declare class TextDecoder {
  decode(bytes: ArrayBuffer | Uint8Array): string
}

interface Refused {
  data: unknown
  readonly headers?: unknown
}

/** A body as axios hands it over, in one of its forms. */
interface Form {
  text?(): Promise<string>
  tee?(): readonly [WebStream, WebStream]
  read?(): unknown
  readonly documentElement?: { readonly textContent: string | null } | null
}

interface WebStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>
    cancel(): Promise<void>
  }
}

interface NodeStream {
  read(): Uint8Array | string | null
  unshift(piece: Uint8Array | string): void
  once(event: string, listener: () => void): void
  removeListener(event: string, listener: () => void): void
  readonly readableEnded?: boolean
  readonly destroyed?: boolean
}

/** Refusals are short; whatever goes on beyond this is none of ours. */
const longest = 16 * 1024

/**
 * The `reason` in the body of a refusal, in whatever form axios was asked for it; undefined where
 * there is none. The caller finds the body as it was, a stream unread. Never rejects.
 */
export async function readReason(response: Refused): Promise<unknown> {
  try {
    const { data } = response
    const text = await textOf(response)
    return text === undefined ? Object(data).reason : reasonIn(text)
  } catch {
    return undefined
  }
}

function reasonIn(text: string): unknown {
  return Object(JSON.parse(text.replace(/^\uFEFF/, ''))).reason
}

async function textOf(response: Refused): Promise<string | undefined> {
  const { data } = response
  if (typeof data === 'string') return data
  if (isBytes(data)) return new TextDecoder().decode(data)
  const form: Form = Object(data)
  if (form.text) return form.text()
  // What is no JSON may have no end either.
  if (!/json/i.test(String(Object(response.headers)['content-type'] ?? 'json'))) return undefined
  if (form.tee) {
    const [mine, theirs] = form.tee()
    response.data = theirs
    return textOfStream(mine)
  }
  if (form.read) return peek(data as NodeStream)
  return form.documentElement?.textContent ?? undefined
}

/** Of whatever realm: pages in a test's window have classes of their own. */
function isBytes(data: unknown): data is ArrayBuffer | Uint8Array {
  return ArrayBuffer.isView(data) || Object.prototype.toString.call(data) === '[object ArrayBuffer]'
}

async function textOfStream(stream: WebStream): Promise<string> {
  const reader = stream.getReader()
  const bytes: number[] = []
  while (bytes.length < longest) {
    const { done, value } = await reader.read()
    if (done) break
    bytes.push(...(value ?? []))
  }
  // The other half goes on; to wait for it here would be to wait for its reader.
  void reader.cancel().catch(() => {})
  return new TextDecoder().decode(new Uint8Array(bytes))
}

/** Looks at what has come and puts it back, until it is whole. */
async function peek(stream: NodeStream): Promise<string> {
  for (let length = -1; ; ) {
    const piece = stream.read()
    if (piece !== null) stream.unshift(piece)
    const text = typeof piece === 'string' ? piece : decoded(piece)
    const isOver = stream.readableEnded || stream.destroyed || text.length === length
    if (isWhole(text) || isOver || text.length >= longest) return text
    length = text.length
    await moved(stream)
  }
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function moved(stream: NodeStream): Promise<void> {
  const events = ['readable', 'end', 'close', 'error']
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const event of events) stream.removeListener(event, stop)
      resolve()
    }
    for (const event of events) stream.once(event, stop)
  })
}

function decoded(piece: Uint8Array | null): string {
  return piece === null ? '' : new TextDecoder().decode(piece)
}
