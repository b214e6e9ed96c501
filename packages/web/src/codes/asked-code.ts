import type { CodeRequestView } from '@ztoken/contract'
import { forget, keep, readKept } from '../browser/kept.ts'

/** A code that was sent. What is kept of it opens nothing: that takes the code. */
export interface AskedCode {
  readonly challengeId: string
  /** The phone or e-mail address, as it was typed. */
  readonly sentTo: string
  /** Milliseconds since 1970 by this device's clock. */
  readonly validUntil: number
  /** From when another may be asked for, likewise. */
  readonly resendAt: number
}

/** What the server answered, with its seconds counted from now. */
export function askedNow(view: CodeRequestView, sentTo: string): AskedCode {
  const now = Date.now()
  return {
    challengeId: view.challenge_id,
    sentTo,
    validUntil: now + view.expires_in * 1000,
    resendAt: now + view.resend_in * 1000,
  }
}

const nameOf = (place: string): string => `ztoken.code.${place}`
/** For a browser that keeps nothing: as long as the page is there. */
const inMemory = new Map<string, string>()

/** Keeps it for this tab, so that a reload, or a phone that threw the page out, loses nothing. */
export function keepAsked(place: string, asked: AskedCode): void {
  const text = JSON.stringify(asked)
  inMemory.set(place, text)
  keep('sessionStorage', nameOf(place), text)
}

/** What was asked for here and may still be entered. */
export function keptAsked(place: string): AskedCode | null {
  const text = readKept('sessionStorage', nameOf(place)) ?? inMemory.get(place) ?? null
  const asked = text === null ? null : parse(text)
  return asked !== null && asked.validUntil > Date.now() ? asked : null
}

export function forgetAsked(place: string): void {
  inMemory.delete(place)
  forget('sessionStorage', nameOf(place))
}

/** Whatever else stands there is nothing. */
function parse(text: string): AskedCode | null {
  try {
    const { challengeId, sentTo, validUntil, resendAt } = Object(JSON.parse(text))
    const isAsked =
      typeof challengeId === 'string' &&
      typeof sentTo === 'string' &&
      Number.isFinite(validUntil) &&
      Number.isFinite(resendAt)
    return isAsked ? { challengeId, sentTo, validUntil, resendAt } : null
  } catch {
    return null
  }
}
