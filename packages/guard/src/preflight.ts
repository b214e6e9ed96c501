import { ZtokenError } from '@ztoken/contract'
import type { Admission } from './admission.ts'
import type { RequestHeaders } from './credentials.ts'

/** What the frameworks' requests and contexts have in common here. */
interface Asked {
  readonly method?: string | undefined
  readonly headers?: unknown
  readonly rawHeaders?: readonly string[]
  readonly req?: Asked
  readonly raw?: Asked
}

let hasWarned = false

/**
 * The same admission, which says once for each process that it refused a preflight: browsers send
 * those without credentials (WHATWG Fetch §4.8), so a guard that stands before cors lets no page of
 * another origin through.
 */
export function noticingPreflights(admit: Admission): Admission {
  return (request, sent) => {
    try {
      return admit(request, sent)
    } catch (error) {
      if (!hasWarned && isMissing(error) && isPreflight(request, sent)) {
        hasWarned = true
        process.emitWarning(
          'a guard refused a CORS preflight: put cors before the guard (docs/guides/guards.md)',
          { type: 'ZtokenWarning', code: 'ZTOKEN_PREFLIGHT' },
        )
      }
      throw error
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ZtokenError && error.code === 'token_missing'
}

function isPreflight(request: Asked, sent: RequestHeaders & Asked): boolean {
  const one = sent.method === undefined ? (request.req ?? request) : sent
  if (one.method !== 'OPTIONS') return false
  const { rawHeaders = [], headers } = one.raw ?? one
  const names = headers instanceof Headers ? [...headers.keys()] : Object.keys(Object(headers))
  const wanted = 'access-control-request-method'
  return [...rawHeaders, ...names].some((name) => name.toLowerCase() === wanted)
}
