import { type CodePurpose, type FailureName, type Language, ZtokenError } from '@ztoken/contract'
import type { OneTimeCodes } from '@ztoken/token'
import { type IdentityName, identityKey } from '../account/identity.ts'
import type { Phones } from '../account/phone.ts'
import type { Audit } from '../audit/audit.ts'
import { tooMany } from '../limits/failure-limit.ts'
import type { LoginLimits } from '../limits/login-limits.ts'
import { createWindow } from '../limits/window.ts'
import type { Store } from '../store/store.ts'
import { type Caps, resendSeconds } from './caps.ts'
import { recordWrongCode } from './guessed.ts'
import type { TestPhone } from './options.ts'
import { type CodeUsed, createQuestions, validSeconds } from './questions.ts'
import type { CodeChannel, CodeMessage } from './sender.ts'
import type { CodesSent, Sending } from './sending.ts'
import { codeOf } from './typed.ts'

export interface CodeAsked {
  readonly purpose: CodePurpose
  readonly name: IdentityName
  readonly address: string | null
  readonly language: Language
  readonly site: string | null
  /** Whether there is somebody to send it to. Asked after the reply, whose time tells nothing. */
  readonly isWanted: () => Promise<boolean>
}

/** What somebody shows together with a code. */
export interface CodeRequest {
  readonly challengeId: string
  readonly expiresInSeconds: number
  /** Until another may be asked for. */
  readonly resendInSeconds: number
}

export interface CodeShown {
  readonly purpose: CodePurpose
  readonly name: IdentityName
  readonly challengeId: string
  readonly code: string
  /** What guesses are counted under: a device known to the owner by itself, else the name. */
  readonly device: string | null
  readonly address: string | null
}

/** One-time codes for whatever asks for one: signing in, a forgotten password, a new identity. */
export interface Codes {
  /**
   * Asks: another code for the same person and purpose ends. What is sent follows the reply.
   * Throws ZtokenError `channel_unavailable`, `region_unsupported`, `too_many_requests`,
   * `sending_closed`, `unavailable`; nothing is sent then.
   */
  request(asked: CodeAsked): Promise<CodeRequest>
  /**
   * Of many at once for one it is right. Throws ZtokenError `code_wrong` with how many tries are
   * left, `code_expired`, `too_many_requests`, `unavailable`.
   */
  use(shown: CodeShown): Promise<CodeUsed>
  sent(): CodesSent
  /** True where codes are sent this way. */
  readonly offers: (channel: CodeChannel) => boolean
  close(): Promise<void>
}

export interface CodesNeed {
  readonly store: Store
  readonly audit: Audit
  readonly clock: () => number
  readonly monotonic: () => number
  readonly oneTimeCodes: OneTimeCodes
  readonly phones: Phones
  readonly limits: LoginLimits
  readonly caps: Caps
  readonly sending: Sending
  /** ISO 3166-1 codes, or `*`. */
  readonly regions: readonly string[]
  readonly testPhones: readonly TestPhone[]
}

const guessesAnHour = 10

export function createCodes(needs: CodesNeed): Codes {
  const { store, clock, monotonic, oneTimeCodes, phones, limits, caps, sending, regions } = needs
  const questions = createQuestions({ store, clock, oneTimeCodes })
  const testPhones = new Map(needs.testPhones.map((one) => [one.phone, one]))
  const guesses = createWindow({
    kind: 'code/guess',
    limit: guessesAnHour,
    seconds: 3600,
    monotonic,
    clock,
    shared: store,
  })

  /** The code that is always right for this phone; null for everybody else. */
  function testCodeOf({ kind, subject }: IdentityName): string | null {
    const test = kind === 'phone' ? testPhones.get(subject) : undefined
    return test !== undefined && test.until > clock() ? test.code : null
  }

  async function requireServed(name: IdentityName): Promise<void> {
    if (name.kind !== 'phone' || regions.includes('*')) return
    if (regions.includes((await phones.mobileRegionOf(name.subject)) ?? '')) return
    throw new ZtokenError('region_unsupported', { field: '/phone' })
  }

  return {
    async request({ purpose, name, address, language, site, isWanted }) {
      const channel = channelOf(name)
      const testCode = testCodeOf(name)
      if (testCode === null) {
        if (!sending.offers(channel)) throw new ZtokenError('channel_unavailable')
        await requireServed(name)
      }
      await caps.take(channel, name, address)
      const code = testCode ?? oneTimeCodes.draw()
      const challengeId = await questions.ask({ purpose, subject: identityKey(name) }, code)
      const validMinutes = validSeconds / 60
      const message: CodeMessage = { to: name.subject, code, purpose, validMinutes, language, site }
      if (testCode === null) {
        sending.later(channel, async () => ((await isWanted()) ? message : null))
      }
      return { challengeId, expiresInSeconds: validSeconds, resendInSeconds: resendSeconds }
    },
    async use({ purpose, name, challengeId, code: text, device, address }) {
      const subject = identityKey(name)
      const code = codeOf(text)
      // What no code can be was mistyped, and is no guess.
      if (code === null) throw new ZtokenError('code_wrong', { field: '/code' })
      const attempt = await limits.requireCode(address)
      const guess = await guesses.take(device === null ? subject : `device ${device}`)
      if (!('giveBack' in guess)) throw tooMany(guess.wait)
      try {
        const used = await questions.answer({ purpose, subject }, { challengeId, code })
        await Promise.all([attempt.undone(), guess.giveBack()])
        return used
      } catch (error) {
        // Only a question that stands can be guessed at: else strangers would use the guesses up.
        if (!isOf(error, 'code_wrong')) await guess.giveBack()
        if (isOf(error, 'unavailable')) await attempt.undone()
        return recordWrongCode(needs, error, { name, purpose, address })
      }
    },
    sent: sending.sent,
    offers: sending.offers,
    close: sending.close,
  }
}

function isOf(error: unknown, code: FailureName): boolean {
  return error instanceof ZtokenError && error.code === code
}

function channelOf({ kind }: IdentityName): CodeChannel {
  return kind === 'email' ? 'email' : 'sms'
}
