import type { DeviceKind } from '@ztoken/contract'
import type { User } from '../account/user.ts'
import type { AuthenticationMethod } from '../session/session.ts'

/** Why somebody is not let in, by a rule of the application's own. */
export interface OwnRefusal {
  /** In snake_case, such as `trial_over`: whoever asked finds it in `data.code`. */
  readonly code: string
  /** What people are told, in Chinese. */
  readonly zh: string
  /** The same in English. */
  readonly en: string
}

/** Somebody who has shown who they are, and what they sign in from. */
export interface LoginAsked {
  readonly user: User
  /** By the names of RFC 8176; empty: the application vouches for them. */
  readonly amr: readonly AuthenticationMethod[]
  readonly device: string | null
  readonly deviceKind: DeviceKind | null
  readonly address: string | null
}

/** Somebody who wants an account of their own, found by one of the two. */
export interface RegistrationAsked {
  /** In E.164. */
  readonly phone: string | null
  readonly email: string | null
  readonly name: string | null
  readonly address: string | null
  readonly device: string | null
}

type Answer = OwnRefusal | null | undefined

/** The application's own rules. One that throws, or does not answer in time, lets nobody in. */
export interface OwnRulesOptions {
  /**
   * Asked before each session is opened, however somebody has shown who they are: by password, by
   * code, by `signIn`, `createToken`, or by registering. Nothing: they are let in. A refusal is
   * `refused` (403), with its code in `data.code`. Not asked at a refresh: end sessions for that.
   */
  readonly beforeLogin?: (login: LoginAsked) => Promise<Answer> | Answer
  /**
   * Asked before somebody makes an account of their own, with a password or by a code, and before it
   * is looked up whether they have one. Not asked for accounts that administrators or imports add.
   */
  readonly beforeRegister?: (registration: RegistrationAsked) => Promise<Answer> | Answer
}
