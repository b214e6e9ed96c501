import {
  type CodeChannel,
  type CodePurpose,
  codeChannels,
  type FailureName,
  type Language,
  ZtokenError,
} from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { CodeRequest } from '../ground/one-time-codes/index.ts'
import type { CodeUsed } from '../ground/one-time-codes/questions.ts'
import {
  type CodeAnswer,
  type CodeRecipient,
  requireRecipient,
} from '../ground/one-time-codes/recipient.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Origin } from '../ground/session/sign-in.ts'
import type { UserFieldValues } from '../ground/user-fields/schema.ts'
import { type CodeLoginNeeds, signInProven } from './login.ts'
import { type CodeResetNeeds, replaceProven } from './password-reset.ts'

export interface CodeRequestInput extends CodeRecipient {
  readonly purpose: CodePurpose
  /** In which the text is written; zh-CN unless given. */
  readonly language?: Language
  /** The host on which the code will be typed in, so that phones fill it in there alone. */
  readonly site?: string | null
  /** False: whoever has no account is sent nothing, and told nothing. True unless given. */
  readonly mayRegister?: boolean
  /**
   * False: a stranger asks, and `verify` is for who adds a phone to their account: what nobody has is
   * sent nothing. True unless given.
   */
  readonly isSignedIn?: boolean
}

export interface CodeLoginInput extends CodeAnswer {
  /** What an earlier login on this device gave: a stranger's guesses then do not count here. */
  readonly deviceToken?: string | null
  /** What the account of somebody who has none yet is called. */
  readonly name?: string | null
  /** The own fields that it begins with; what is required is not asked for here. */
  readonly fields?: UserFieldValues
  /** False: only whoever has an account is signed in. True unless given. */
  readonly mayRegister?: boolean
  /** The account's, as one thing more, where `owner_uncertain` asks for it. */
  readonly password?: string | null
  /**
   * Where it was answered that the phone may be another's: an account of its own, which leaves the
   * old one to what else it is found by (`owner_uncertain`); or that it was taken away is undone
   * (`identity_held`).
   */
  readonly resolve?: 'begin_anew' | 'take_back' | null
}

export interface CodeResetInput extends CodeAnswer {
  readonly newPassword: string
}

/** How somebody comes in by a code that is sent to their phone or e-mail address. */
export interface OneTimeCodeLogins {
  /** By what codes are sent here, of `sms` and `email`: those that have a sender. No I/O. */
  codeChannels(): CodeChannel[]
  /**
   * Sends six digits to a phone or an e-mail address, that hold for five minutes. What is answered,
   * and when, is the same for somebody who is known, a stranger and a banned user; sending follows.
   * Another code for the same person and purpose ends the one before. One a minute, five an hour
   * and ten a day for each person, twenty an hour for each address (an IPv6 /64), and `codesPerDay`
   * for all together; counted before anything is sent, in the store.
   *
   * @param address where it is asked from: an IP address.
   * @throws ZtokenError `phone_invalid`, `email_invalid`, `invalid_request` where it is not exactly
   * one of them, `channel_unavailable` without a sender, `region_unsupported`, `too_many_requests`
   * (with `retryAfterSeconds`), `sending_closed`, `unavailable`.
   * @example
   * const { challengeId } = await auth.requestCode({ purpose: 'login', phone })
   */
  requestCode(input: CodeRequestInput, address?: string | null): Promise<CodeRequest>
  /**
   * Signs in by a code, and registers whoever has no account yet: it has no password then. A code
   * counts once, of however many at the same time. Who shows for the first time that a phone is
   * theirs ends the password and sessions of whoever registered it before (attack A207), but on a
   * device where that password was shown. Carriers give numbers to others: where nobody signed in for
   * 90 days the code alone is not enough (`owner_uncertain`). A phone that was taken from an account
   * in the last 72 hours takes it back (`identity_held`), for 30 days it is nobody else's. Neither of
   * the two answers, nor a wrong password, uses the code up.
   *
   * @throws ZtokenError `code_wrong`, with `tries_left` in `data`; `code_expired` where it was used,
   * is over, of another question or older than one that was sent since; `phone_invalid`, `email_invalid`,
   * `invalid_request`, `owner_uncertain`, with `has_password` in `data`; `identity_held`, with `until`
   * in `data`; `identity_taken`, `password_wrong`, `registration_closed`, `user_banned`,
   * `factor_required` with a ticket for `loginWithFactor`, as `updateUser` of the fields,
   * `refused`, `too_many_sessions`, `too_many_requests`, `unavailable`.
   * @example
   * const { accessToken } = await auth.loginWithCode({ phone, challengeId, code })
   */
  loginWithCode(input: CodeLoginInput, origin?: Origin): Promise<Grant>
  /**
   * Sets a new password by a code and ends every session; the user signs in afterwards. A password
   * that may not be used does not use the code up. Where nobody signed in for 90 days the phone may be
   * another's, and a code sets no password.
   *
   * @throws ZtokenError as `loginWithCode` for the code, `owner_uncertain`, `password_too_short`, `password_too_long`,
   * `password_common`, `password_breached`, `user_banned`, `unavailable`.
   */
  resetPasswordWithCode(input: CodeResetInput, address?: string | null): Promise<void>
}

export function createOneTimeCodeLogins(
  ground: CodeLoginNeeds &
    CodeResetNeeds &
    Pick<Ground, 'identifiers' | 'codes' | 'devices' | 'userFields'>,
): OneTimeCodeLogins {
  const { store, codes, devices, passwords, userFields } = ground

  return {
    codeChannels: () => codeChannels.filter(codes.offers),
    async requestCode(input, address = null) {
      const { purpose, language = 'zh-CN', site = null } = input
      const { mayRegister = true, isSignedIn = true } = input
      const name = await requireRecipient(ground, input)
      const isWanted = async (): Promise<boolean> =>
        (purpose === 'login' && mayRegister) ||
        (purpose === 'verify' && isSignedIn) ||
        (await store.findAccountByIdentity(name)) !== null ||
        (await ground.heldIdentities.find(name)) !== null
      return codes.request({ purpose, name, address, language, site, isWanted })
    },
    async loginWithCode(input, origin = {}) {
      const name = await requireRecipient(ground, input)
      // Of whoever has an account, too: what is answered tells nobody who has one.
      const newFields = userFields.changed({}, input.fields ?? {}, 'self')
      const known = await devices.find(name, input.deviceToken ?? null)
      const { challengeId, code } = input
      const { address = null } = origin
      const asked = { purpose: 'login', name, challengeId, code, device: known, address } as const
      const used = await codes.use(asked)
      const { mayRegister = true, name: newName = null, password = null, resolve = null } = input
      const isKnownDevice = known !== null
      const account = { mayRegister, newName, newFields }
      const shown = { name, isKnownDevice, device: known, ...account, password, resolve }
      return signInProven(ground, shown, origin).catch((error) => orAgain(error, used))
    },
    async resetPasswordWithCode(input, address = null) {
      const name = await requireRecipient(ground, input)
      const { challengeId, code, newPassword } = input
      await passwords.requireAcceptable(newPassword, [name.subject])
      const shown = { purpose: 'password_reset', name, challengeId, code } as const
      const used = await codes.use({ ...shown, device: null, address })
      await replaceProven(ground, { name, newPassword }, address).catch((error) =>
        orAgain(error, used),
      )
    },
  }
}

/** Answers to which there is something more to say, for which the code is shown once more. */
const open: ReadonlySet<FailureName> = new Set([
  'owner_uncertain',
  'identity_held',
  'password_wrong',
  'password_too_short',
  'password_too_long',
  'password_common',
  'password_breached',
])

async function orAgain(error: unknown, used: CodeUsed): Promise<never> {
  if (error instanceof ZtokenError && open.has(error.code)) await used.restore()
  throw error
}
