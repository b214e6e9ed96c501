import { ZtokenError } from '@ztoken/contract'
import { isId } from '@ztoken/token'
import { phoneIdentity } from '../ground/account/identity.ts'
import { newAccount } from '../ground/account/new-accounts.ts'
import type { Phones } from '../ground/account/phone.ts'
import type { Ground } from '../ground/ground.ts'

/** A user as another application kept them. */
export interface ImportedUser {
  readonly id: string
  readonly phone: string
  readonly passwordHash: string | null
  readonly name: string | null
  readonly avatar: string | null
  readonly intro: string | null
  readonly level: number | null
}

/**
 * What became of one row. Everything but `added` left the store as it was.
 * `already_there`: the same id with the same phone, as after an import that was broken off.
 */
export type ImportOutcome =
  | 'added'
  | 'already_there'
  | 'id_invalid'
  | 'id_taken'
  | 'phone_invalid'
  | 'phone_taken'
  | 'password_hash_unknown'

/** One run over many users; a dry run answers the same and writes nothing. */
export interface Import {
  /**
   * Two rows that collapse to one phone are never merged: the second one is reported.
   *
   * @throws ZtokenError `unavailable`.
   */
  add(row: ImportedUser): Promise<ImportOutcome>
}

/** How users of another application come in. */
export interface Importing {
  /** Begins an import; `dryRun`: says what would become of each row, and writes nothing. */
  createImport(options: { dryRun: boolean }): Import
}

export function createImporting(
  ground: Pick<Ground, 'store' | 'phones' | 'passwords' | 'audit' | 'clock'>,
): Importing {
  const { store, phones: formOfPhones, passwords, audit, clock } = ground

  return {
    createImport({ dryRun }) {
      // A dry run has to remember itself what a store would.
      const ids = new Set<string>()
      const phones = new Set<string>()

      async function collision(id: string, phone: string): Promise<ImportOutcome | null> {
        if (ids.has(id)) return 'id_taken'
        const known = await store.findUser(id)
        if (known !== null) return known.phone === phone ? 'already_there' : 'id_taken'
        const taken =
          phones.has(phone) || (await store.findAccountByIdentity(phoneIdentity(phone))) !== null
        return taken ? 'phone_taken' : null
      }

      return {
        async add(row) {
          const { passwordHash, ...profile } = row
          if (!isId(row.id)) return 'id_invalid'
          const phone = canonicalOrNull(formOfPhones, row.phone)
          if (phone === null) return 'phone_invalid'
          if (passwordHash !== null && !passwords.isKnownFormat(passwordHash)) {
            return 'password_hash_unknown'
          }
          const collides = await collision(row.id, phone)
          if (collides !== null) return collides
          if (dryRun) {
            ids.add(row.id)
            phones.add(phone)
            return 'added'
          }
          const user = { ...profile, phone, roles: [], ban: null, createdAt: clock() }
          const record = audit.record('user_imported', { userId: row.id })
          const outcome = await store.addAccount(newAccount(user, passwordHash), [record])
          if (outcome === 'added') audit.announce(record)
          return outcome === 'identity_taken' ? 'phone_taken' : outcome
        },
      }
    },
  }
}

function canonicalOrNull(phones: Phones, text: string): string | null {
  try {
    return phones.requireCanonical(text)
  } catch (error) {
    if (error instanceof ZtokenError) return null
    throw error
  }
}
