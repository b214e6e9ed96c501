/** Why no password can be hashed. */
export type HashingFault = 'thread_missing' | 'engine_missing' | 'failed'

const words: Record<HashingFault, (what: string) => string> = {
  thread_missing: (what) =>
    `the file that hashes in threads, hash-worker.mjs, is not where this program looks for it (${what}). Leave ztoken out of the bundle, or put the file beside it: https://github.com/ztoken/ztoken/blob/main/docs/guides/runtimes.md`,
  engine_missing: (what) =>
    `${what}. Install on the platform it runs on, with optional packages (npm install --include=optional), and have a bundle's node_modules carry it: https://github.com/ztoken/ztoken/blob/main/docs/guides/runtimes.md`,
  failed: (what) => what,
}

/** Passwords cannot be hashed in this process; the message says what is missing and what to do. */
export class HashingError extends Error {
  override readonly name = 'HashingError'
  readonly code: HashingFault

  constructor(code: HashingFault, what: string, options?: ErrorOptions) {
    super(`no password can be hashed: ${words[code](what)}`, options)
    this.code = code
  }
}

/** In: what a thread died of, or why none could be started. */
export function hashingErrorOf(cause: unknown): HashingError {
  if (cause instanceof HashingError) return cause
  const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown }
  const what = String(message ?? cause).split('\n', 1)[0] ?? ''
  const isMissing = missing.has(String(code)) || /cannot find module/i.test(what)
  return new HashingError(isMissing ? 'thread_missing' : 'failed', what, { cause })
}

/** How Node says that a file is not there; a bundle for `require` has no `import.meta.url`. */
const missing = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ENOENT', 'ERR_INVALID_URL'])
