import { ZtokenError } from '@ztoken/contract'
import type { Store } from '../store/store.ts'
import { type IdentityName, phoneIdentity } from './identity.ts'
import { canonicalEmail, canonicalUsername } from './names.ts'
import type { Phones } from './phone.ts'

/** What somebody says they are found by: exactly one of these. */
export interface Identifier {
  /** In any form: `13800138000`, `+86 138-0013-8000`. */
  readonly phone?: string
  /** In any case: `San.Zhang@Example.com`. */
  readonly email?: string
  /** In any case. */
  readonly username?: string
  /** Whichever of them it is, as from a field that takes all: a phone first, then an address. */
  readonly identifier?: string
}

/** Leads from what somebody says to what an account is found by. */
export interface Identifiers {
  /**
   * The identity that is meant, whether an account has it or not.
   * Throws ZtokenError `phone_invalid`, `email_invalid`, `username_invalid`, `identifier_invalid`;
   * `invalid_request` where it is not exactly one.
   */
  require(given: Identifier): Promise<IdentityName>
  /** All that a text may mean, the likeliest first; a phone in any form. */
  candidates(text: string): IdentityName[]
}

export function createIdentifiers(
  phones: Phones,
  store: Pick<Store, 'findAccountByIdentity'>,
): Identifiers {
  const kinds = {
    phone: (text: unknown) => phoneIdentity(phones.requireCanonical(text)),
    email: (text: unknown) => required('email', canonicalEmail(text)),
    username: (text: unknown) => required('username', canonicalUsername(text)),
  } as const

  function candidates(text: string): IdentityName[] {
    return Object.values(kinds).flatMap((read) => {
      try {
        return [read(text)]
      } catch (error) {
        if (error instanceof ZtokenError) return []
        throw error
      }
    })
  }

  /** All are looked up, so that the time does not tell which of them is known (attack A008). */
  async function meant(text: unknown): Promise<IdentityName> {
    const names = typeof text === 'string' ? candidates(text) : []
    const [likeliest] = names
    if (likeliest === undefined) throw new ZtokenError('identifier_invalid', field('identifier'))
    if (names.length === 1) return likeliest
    const accounts = await Promise.all(names.map((name) => store.findAccountByIdentity(name)))
    return names.find((_, n) => accounts[n] !== null) ?? likeliest
  }

  return {
    candidates,
    async require({ phone, email, username, identifier }) {
      const given = [phone, email, username, identifier].filter((one) => one !== undefined)
      if (given.length !== 1) throw new ZtokenError('invalid_request')
      if (email !== undefined) return kinds.email(email)
      if (username !== undefined) return kinds.username(username)
      if (identifier !== undefined) return meant(identifier)
      return kinds.phone(phone)
    },
  }
}

function required(kind: 'email' | 'username', subject: string | null): IdentityName {
  if (subject === null) throw new ZtokenError(`${kind}_invalid`, field(kind))
  return { kind, subject }
}

function field(name: string): { field: string } {
  return { field: `/${name}` }
}
