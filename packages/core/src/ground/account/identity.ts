import { createHash } from 'node:crypto'
import type { User } from './user.ts'

/** By what kind of thing an account is found. */
export type IdentityKind = 'phone' | 'email' | 'username' | 'wechat' | 'oidc'

/** What an account is found by; a kind and a subject belong to one account. */
export interface IdentityName {
  readonly kind: IdentityKind
  /** In its canonical form: E.164, an address or a name in small letters, `issuer sub`. */
  readonly subject: string
}

export interface Identity extends IdentityName {
  /** When it was shown to be theirs; null: never. Milliseconds. */
  readonly verifiedAt: number | null
  readonly createdAt: number
}

/** An identity under a name of its own. */
export interface NamedIdentity extends Identity {
  /** 22 characters that say nothing about it. */
  readonly id: string
}

/** The same with its name, by which a path can speak of it. */
export function named(identity: Identity): NamedIdentity {
  const id = createHash('sha256').update(identityKey(identity)).digest('base64url').slice(0, 22)
  return { ...identity, id }
}

export function phoneIdentity(phone: string): IdentityName {
  return { kind: 'phone', subject: phone }
}

/** What of a user says what they are found by. */
export type FoundBy = Pick<User, 'phone' | 'email' | 'username'>

/** The same, as names. */
export function namesOf({ phone, email, username }: FoundBy): IdentityName[] {
  const names = [
    { kind: 'phone', subject: phone },
    { kind: 'email', subject: email },
    { kind: 'username', subject: username },
  ] as const
  return names.flatMap(({ kind, subject }) => (subject === null ? [] : [{ kind, subject }]))
}

/** The oldest of each kind that a user shows; null where there is none. */
export function foundBy(oldestFirst: readonly IdentityName[]): FoundBy {
  const oldest = (kind: IdentityKind): string | null =>
    oldestFirst.find((identity) => identity.kind === kind)?.subject ?? null
  return { phone: oldest('phone'), email: oldest('email'), username: oldest('username') }
}

/** One text for what is found: of two identities it is the same where they are. */
export function identityKey({ kind, subject }: IdentityName): string {
  return `${kind} ${subject}`
}

/** In the order in which they are kept: by age, then by name. */
export function oldestFirst(one: Identity, other: Identity): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt
  const [left, right] = [identityKey(one), identityKey(other)]
  if (left === right) return 0
  return left < right ? -1 : 1
}
