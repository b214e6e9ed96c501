import type { FailureData } from './ground/reply.ts'
import type { Code } from './ground/words.ts'

export const humanCheckCodes = {
  /** Its `data` holds what is to be solved: `HumanCheckData`. */
  human_check_required: {
    number: 4112,
    status: 403,
    zh: '请先完成人机验证',
    en: 'A human check is due first',
  },
} as const satisfies Readonly<Record<string, Code>>

/**
 * The header that a request is sent again with: the base64 of `HumanCheckSolution` as JSON, or what
 * another provider gave, as `turnstile:TOKEN`.
 */
export const humanCheckHeader = 'z-human-check'

/** What the data of `human_check_required` says. */
export interface HumanCheckData extends FailureData {
  /** A `HumanCheckChallenge` as JSON, whatever else is offered. */
  readonly challenge: string
  /** By whom else it can be shown, e.g. `turnstile`; not there: by nobody. */
  readonly provider: string | null
  /** What that provider's widget is opened with. */
  readonly site_key: string | null
}

/** A proof of work as ALTCHA has it (version 2, SHA-256): its widget solves it, too. */
export interface HumanCheckChallenge {
  readonly parameters: {
    readonly algorithm: string
    /** Hexadecimal, as all bytes here. */
    readonly nonce: string
    readonly salt: string
    /** How many digests, each over the one before, one number takes. */
    readonly cost: number
    readonly keyLength: number
    /** With what the last digest of the number that is looked for begins. */
    readonly keyPrefix: string
    readonly data?: Readonly<Record<string, unknown>>
  }
  readonly signature: string
}

export interface HumanCheckSolution {
  readonly challenge: HumanCheckChallenge
  readonly solution: {
    readonly counter: number
    readonly derivedKey: string
  }
}
