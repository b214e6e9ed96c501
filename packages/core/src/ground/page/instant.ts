import { ZtokenError } from '@ztoken/contract'

/** A moment that a list is asked from or until. Throws ZtokenError `invalid_request`. */
export function requireInstant(milliseconds: number | null, field: string): number | null {
  if (milliseconds === null || Number.isSafeInteger(milliseconds)) return milliseconds
  throw new ZtokenError('invalid_request', { field })
}
