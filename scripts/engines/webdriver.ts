/** What a session of a browser is asked, in the W3C's WebDriver protocol. */
export interface WebDriver {
  readonly version: string
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  end(): Promise<void>
}

interface Reply {
  readonly value: unknown
}

interface Begun {
  readonly sessionId: string
  readonly capabilities: { readonly browserVersion?: string }
}

/** How an element is named on the wire, by the standard. */
export const elementKey = 'element-6066-11e4-a52e-4f735466cecf'
/** Enter, as a key on the wire. */
export const enterKey = '\uE007'

/** Begins a session, with the browser that is the driver's own. In: where the driver listens. */
export async function beginSession(driver: string): Promise<WebDriver> {
  const begun = await send(`${driver}/session`, 'POST', { capabilities: {} })
  const { sessionId, capabilities: got } = begun as Begun
  const session = `${driver}/session/${sessionId}`
  return {
    version: got.browserVersion ?? '',
    ask: (method, path, body = {}) => send(session + path, method, body),
    end: async () => void (await send(session, 'DELETE', {})),
  }
}

const patienceMilliseconds = 30_000

async function send(address: string, method: string, body: object): Promise<unknown> {
  const reply = await fetch(address, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(patienceMilliseconds),
  })
  const { value } = (await reply.json()) as Reply
  if (reply.ok) return value
  const { error = 'unknown error', message = '' } = value as { error?: string; message?: string }
  throw new Error(`WebDriver: ${error}: ${message}`)
}
