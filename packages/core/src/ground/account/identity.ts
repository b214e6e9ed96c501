/** By what kind of thing an account is found. */
export type IdentityKind = 'phone' | 'email' | 'username' | 'wechat' | 'oidc'

/** What an account is found by; a kind and a subject belong to one account. */
export interface IdentityName {
  readonly kind: IdentityKind
  /** In its canonical form: E.164, an address in lower case, `issuer sub`. */
  readonly subject: string
}

export interface Identity extends IdentityName {
  /** When it was shown to be theirs; null: never. Milliseconds. */
  readonly verifiedAt: number | null
  readonly createdAt: number
}

export function phoneIdentity(phone: string): IdentityName {
  return { kind: 'phone', subject: phone }
}

/** The subject of the oldest identity of a kind; null where there is none. */
export function subjectOf(identities: readonly Identity[], kind: IdentityKind): string | null {
  const [first] = identities.filter((identity) => identity.kind === kind).sort(oldestFirst)
  return first?.subject ?? null
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
