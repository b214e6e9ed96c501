/** What went wrong with the login server, as it is reported. */
export type RemoteFault =
  | 'unreachable'
  | 'status'
  | 'redirected'
  | 'too_large'
  | 'malformed'
  | 'timed_out'
  | 'buffered'
  | 'silent'
  | 'not_permitted'
  | 'outdated'

const words: Record<RemoteFault, string> = {
  unreachable: 'The login server cannot be reached',
  status: 'The login server refused the request',
  redirected: 'The login server answers with a redirect, which is never followed',
  too_large: 'The answer is larger than it may be',
  malformed: 'The answer is not what the login server sends; nothing of it was used',
  timed_out: 'The login server did not answer in time',
  buffered: 'The event stream began with nothing: is there a proxy that buffers it?',
  silent: 'The event stream fell silent',
  not_permitted:
    'The token may not know permissions: list it in ZTOKEN_PERMISSION_TOKENS of the login server, or leave `permissions` out',
  outdated: 'The login server is of a version that does not tell who may do what',
}

/** Told to `report`, and the cause of `unavailable`. Carries an address and never a token. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  readonly code: RemoteFault
  /** Origin and path of what was asked for. */
  readonly address: string
  /** The HTTP status, where there was one. */
  readonly status: number | undefined

  constructor(
    code: RemoteFault,
    url: URL,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    const { status, ...rest } = options
    const address = `${url.origin}${url.pathname}`
    super(`${words[code]}: ${address}${status === undefined ? '' : ` (${status})`}`, rest)
    this.code = code
    this.address = address
    this.status = status
  }
}
