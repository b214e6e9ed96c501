import { ZtokenError } from '@ztoken/contract'

/** An error as a log may show it. */
export type Described = {
  readonly type: string
  readonly message: string
  readonly stack: string
  readonly code?: string
}

/**
 * Names and places, and of words only ours: somebody else's may quote a request, and then a token or
 * a password (attack A163). What lies behind an `unavailable` is ours too: stores and storages say
 * there what failed and never for whom.
 */
export function describeForLog(error: Error): Described {
  const message = error instanceof ZtokenError ? error.message + behind(error) : nameOf(error)
  const code = codeOf(error)
  return {
    type: nameOf(error),
    message,
    stack: framesOf(error.cause instanceof Error ? error.cause : error),
    ...(code !== null && { code }),
  }
}

function behind({ code, cause }: ZtokenError): string {
  if (!(cause instanceof Error)) return ''
  const isOurs = code !== 'internal_error' && !quoting.has(cause.constructor)
  return isOurs ? ` (${nameOf(cause)}: ${cause.message})` : ` (${nameOf(cause)})`
}

/** What the language itself throws quotes what it was given, e.g. a text that is no JSON. */
const quoting: ReadonlySet<unknown> = new Set([
  SyntaxError,
  TypeError,
  RangeError,
  ReferenceError,
  URIError,
  AggregateError,
])

function nameOf({ name }: Error): string {
  return /^\w{1,64}$/.test(name) ? name : 'Error'
}

function codeOf(error: Error): string | null {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : null
}

const mostFrames = 8

/** Without the message, which stands before them and may look like one. */
function framesOf({ stack = '', message }: Error): string {
  const end = message === '' ? 0 : stack.indexOf(message) + message.length
  return stack
    .slice(stack.includes(message) ? end : 0)
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, mostFrames)
    .join('\n')
}
