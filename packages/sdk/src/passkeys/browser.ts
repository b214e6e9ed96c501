import type { NewPasskey, PasskeyCreation, PasskeyRequest, ShownPasskey } from '@ztoken/contract'

/** By what a question is ended: an AbortSignal. */
export interface Ending {
  readonly aborted: boolean
  addEventListener(event: 'abort', listener: () => void, options?: { once: boolean }): void
}

/** What of WebAuthn level 3 is used: options and credentials as JSON, which browsers read and write. */
interface PublicKeyCredentials {
  parseCreationOptionsFromJSON(options: PasskeyCreation): object
  parseRequestOptionsFromJSON(options: PasskeyRequest): object
  isConditionalMediationAvailable?(): Promise<boolean>
  signalUnknownCredential?(which: {
    readonly rpId: string
    readonly credentialId: string
  }): Promise<void>
}

interface Page {
  readonly AbortController?: new () => { readonly signal: object; abort(): void }
  readonly PublicKeyCredential?: Partial<PublicKeyCredentials>
  readonly navigator?: {
    readonly credentials?: {
      create(options: object): Promise<unknown>
      get(options: object): Promise<unknown>
    }
  }
}

/** Null in a browser that has no passkeys, or none on a page without TLS. */
export function browser(): PublicKeyCredentials | null {
  const { PublicKeyCredential: known, navigator } = globalThis as Page
  const hasAll =
    navigator?.credentials !== undefined &&
    typeof known?.parseCreationOptionsFromJSON === 'function' &&
    typeof known.parseRequestOptionsFromJSON === 'function'
  return hasAll ? (known as PublicKeyCredentials) : null
}

function requireBrowser() {
  const known = browser()
  const { AbortController, navigator } = globalThis as Page
  const credentials = navigator?.credentials
  if (known === null || credentials === undefined || AbortController === undefined) {
    throw new TypeError('this browser has no passkeys: ask hasPasskeys first')
  }
  return { known, credentials, ending: new AbortController() }
}

/** A new passkey; null where somebody gave up, or the device has one. Throws TypeError where there are none. */
export async function createCredential(options: PasskeyCreation): Promise<NewPasskey | null> {
  const { known, credentials, ending } = requireBrowser()
  return pending(ending, undefined, () => {
    const publicKey = known.parseCreationOptionsFromJSON(options)
    return credentials.create({ publicKey, signal: ending.signal })
  })
}

/** What a passkey signed; null where somebody gave up, or `signal` ended it. Throws as `createCredential`. */
export async function getCredential(
  options: PasskeyRequest,
  { autofill = false, signal }: { readonly autofill?: boolean; readonly signal?: Ending } = {},
): Promise<ShownPasskey | null> {
  const { known, credentials, ending } = requireBrowser()
  return pending(ending, signal, () => {
    const publicKey = known.parseRequestOptionsFromJSON(options)
    const mediation = autofill ? { mediation: 'conditional' } : {}
    return credentials.get({ publicKey, signal: ending.signal, ...mediation })
  })
}

/** Browsers have one question under way: the next one ends it, and is asked when it has ended. */
let current: { readonly end: () => void; readonly over: Promise<unknown> } | null = null

/** Giving up (NotAllowedError), being ended (AbortError) and having one already (InvalidStateError). */
const noFailures = ['NotAllowedError', 'AbortError', 'InvalidStateError']

async function pending<Credential>(
  ending: { abort(): void },
  signal: Ending | undefined,
  begin: () => Promise<unknown>,
): Promise<Credential | null> {
  const end = () => ending.abort()
  if (signal?.aborted) end()
  signal?.addEventListener('abort', end, { once: true })
  const before = current
  before?.end()
  const asked = (before?.over ?? Promise.resolve()).then(() => begin())
  const mine = { end, over: asked.catch(() => undefined) }
  current = mine
  try {
    const credential = (await asked) as { toJSON(): Credential } | null
    return credential?.toJSON() ?? null
  } catch (error) {
    const { name } = Object(error) as { readonly name?: string }
    if (noFailures.includes(name ?? '')) return null
    throw error
  } finally {
    if (current === mine) current = null
  }
}
