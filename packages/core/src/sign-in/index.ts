import { ZtokenError } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Opening, Origin, SignInHow } from '../ground/session/sign-in.ts'
import { type LoginInput, type LoginNeeds, login } from './login.ts'

export type { LoginInput } from './login.ts'

/** How somebody comes to a session. */
export interface SigningIn {
  /**
   * Signs a user in by what they are found by (a phone, an e-mail address or a username) and their
   * password. A stranger, an account without a password and a wrong
   * password take the same work and fail alike (OWASP ASVS 6.3.8); that somebody is banned is said
   * to their password only.
   *
   * @param origin where from: kept with the session, and what failures are counted by.
   * @throws ZtokenError `phone_invalid`, `email_invalid`, `username_invalid`, `identifier_invalid`,
   * `invalid_request` where it is not exactly one of them, `credentials_wrong`, `user_banned`, `factor_required`
   * (with a ticket for `loginWithFactor`) where the account has a second factor,
   * `factor_enrolment_required` (with one for `beginTotpWithTicket`) where it has to, `refused`, `too_many_sessions`,
   * `too_many_requests` (with `retryAfterSeconds`), `human_check_required` (with `data`) where `humanCheck`
   * is given, `unavailable`.
   * @example
   * const { accessToken, refreshToken } = await auth.login({ phone, password }, { address })
   */
  login(input: LoginInput, origin?: Origin): Promise<Grant>
  /**
   * As `login`, with the phone in the tutorial's form: eleven ASCII digits and nothing else. The
   * session is over with its access token, which alone the tutorial's route hands over.
   *
   * @throws ZtokenError as `login`; `factor_required` without a ticket: the route has no second step.
   */
  tutorialLogin(input: { phone: unknown; password: string }, origin?: Origin): Promise<Grant>
  /**
   * The tutorial's verb: an access token for a user, who was identified in some other way. A
   * session stands behind it as behind every login, and is over with it: nobody has its refresh
   * token. The application vouches for them at this moment: no second factor is asked for, and for a
   * while nothing sensitive asks for the password.
   *
   * @throws ZtokenError `not_found` where there is no such user, `user_banned`,
   * `refused`, `too_many_sessions`, `unavailable`.
   * @example
   * const token = await auth.createToken(user.id)
   */
  createToken(userId: string | number, origin?: Origin): Promise<string>
  /**
   * A whole grant for a user whom the application identified in some other way: `createToken` with
   * a refresh token, for a session that lasts and remembers how it was signed in. No second factor is
   * asked for: the application has.
   *
   * @throws ZtokenError as `createToken`.
   */
  signIn(userId: string | number, how?: SignInHow): Promise<Grant>
}

/** How often the account may change this very moment. */
const tries = 3

export function createSigningIn(ground: LoginNeeds & Pick<Ground, 'phones'>): SigningIn {
  async function vouched(userId: string | number, by: Opening): Promise<Grant> {
    const how = { ...by, factor: 'vouched' } as const
    for (let n = 0; n < tries; n += 1) {
      const account = await ground.store.findAccount(String(userId))
      if (account === null) throw new ZtokenError('not_found')
      const grant = await ground.signIn(account, how)
      if (grant !== null) return grant
    }
    throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  }

  return {
    login: (input, origin) => login(ground, input, origin),
    async tutorialLogin({ phone, password }, origin) {
      const input = { phone: ground.phones.requireTutorial(phone), password }
      return login(ground, input, origin, 'access token')
    },
    async createToken(userId, origin) {
      return (await vouched(userId, { ...origin, handed: 'access token' })).accessToken
    },
    signIn: (userId, how = {}) => vouched(userId, { ...how, handed: 'both' }),
  }
}
