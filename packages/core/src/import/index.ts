import { ZtokenError } from '@ztoken/contract'
import { isId } from '@ztoken/token'
import type { Account } from '../ground/account/account-changes.ts'
import {
  type FoundBy,
  type IdentityName,
  identityKey,
  namesOf,
} from '../ground/account/identity.ts'
import { canonicalEmail, canonicalUsername } from '../ground/account/names.ts'
import { newAccount } from '../ground/account/new-accounts.ts'
import type { Phones } from '../ground/account/phone.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import { type QuickScheme, quickHashIn } from '../ground/password/formats/wrapped.ts'
import type { UserFieldValues } from '../ground/user-fields/schema.ts'
import { type FittingFields, fitting, judged } from './own-fields.ts'
import { type Renewal, update } from './update.ts'

/** A user as another application kept them. */
export interface ImportedUser {
  readonly id: string
  /** As it was written there; null: none. The same for what else they are found by. */
  readonly phone: string | null
  readonly email?: string | null
  readonly username?: string | null
  readonly passwordHash: string | null
  readonly name: string | null
  readonly avatar: string | null
  readonly intro: string | null
  readonly level: number | null
  /** When they registered there, in milliseconds; left out or null: now. */
  readonly createdAt?: number | null
  /** The application's own fields, as the schema of `userFields` has them. */
  readonly fields?: UserFieldValues
  /** They could not sign in there, and cannot here until the ban is lifted. */
  readonly isBanned?: boolean
}

/**
 * What became of one row. Everything but `added` left the store as it was.
 * `already_there`: the same id, found by something of the row, as after an import that was broken off.
 * `updated` and `at_home_here` (has signed in here, and stays as they are) with `update` alone.
 */
export type ImportOutcome =
  | 'added'
  | 'already_there'
  | 'updated'
  | 'at_home_here'
  | 'id_invalid'
  | 'id_taken'
  | 'nothing_found_by'
  | 'phone_invalid'
  | 'email_invalid'
  | 'username_invalid'
  | 'phone_taken'
  | 'email_taken'
  | 'username_taken'
  | 'password_hash_unknown'
  | 'fields_invalid'

/** A table of another application, as it is read. */
export interface ForeignTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Rows, their values in the order of the columns asked for, or null for one that is none; flat in memory. */
  rows(columns: readonly string[]): AsyncIterable<readonly unknown[] | null>
}

/** Another application's database, opened for reading. */
export interface ForeignDatabase {
  /** Tables and views, as they are written there. */
  readonly tables: readonly string[]
  open(table: string): Promise<ForeignTable>
  close(): Promise<void>
}

/** One run over many users; a dry run answers the same and writes nothing. */
export interface Import {
  /**
   * Two rows that collapse to one phone are never merged: the second one is reported.
   *
   * @throws ZtokenError `unavailable`.
   */
  add(row: ImportedUser): Promise<ImportOutcome>
  /** Of values of the application's own fields those that `add` takes, and the names of the others. */
  fitFields(values: Readonly<Record<string, unknown>>): FittingFields
}

export interface ImportOptions {
  readonly dryRun: boolean
  readonly update?: boolean
  readonly quickHashes?: QuickScheme
  readonly proven?: boolean
}

/** How users of another application come in. */
export interface Importing {
  /**
   * Begins an import.
   *
   * @param options `dryRun`: says what would become of each row, and writes nothing. `update`: who
   * came before and has not signed in here since gets what the row says now. `quickHashes`: hashes
   * that are computed in no time (md5, sha1 …) are kept inside argon2id, made as this says. `proven`:
   * their application had each phone and address shown to be theirs, by a code, say; else the first
   * one-time code shows it, and ends the password.
   */
  createImport(options: ImportOptions): Import
}

export function createImporting(
  ground: Pick<Ground, 'store' | 'phones' | 'passwords' | 'audit' | 'clock' | 'userFields'>,
): Importing {
  const { store, phones: formOfPhones, passwords, audit, clock, userFields } = ground

  return {
    createImport({ dryRun, update: updates = false, quickHashes, proven = false }) {
      // A dry run has to remember itself what a store would.
      const ids = new Set<string>()
      const turns = fewAtOnce(hashesAtOnce)
      const names = new Set<string>()

      function isReadable(hash: string): boolean {
        if (passwords.isKnownFormat(hash)) return true
        return quickHashes !== undefined && quickHashIn(hash, quickHashes) !== null
      }

      /** As it is kept. A dry run makes no hash: that it can be made is enough. */
      async function kept(hash: string | null): Promise<string | null> {
        if (hash === null || dryRun || quickHashes === undefined) return hash
        if (passwords.isKnownFormat(hash)) return hash
        return turns(() => passwords.wrap(hash, quickHashes, claimantOf(null, null)))
      }

      async function renew(id: string, row: Renewal): Promise<ImportOutcome> {
        const account = await store.findAccount(id)
        if (account === null) return 'already_there'
        const outcome = await update(ground, account, row, { dryRun })
        if (outcome !== 'identity_taken') return outcome
        return (await nameTakenFrom(id, row.found)) ?? 'id_taken'
      }

      async function nameTakenFrom(id: string, found: FoundBy): Promise<ImportOutcome | null> {
        for (const name of namesOf(found)) {
          const owner = await store.findAccountByIdentity(name)
          if (owner !== null && owner.user.id !== id) return takenOf(name)
        }
        return null
      }

      async function collision(id: string, found: FoundBy): Promise<ImportOutcome | null> {
        if (ids.has(id)) return 'id_taken'
        const known = await store.findUser(id)
        const sought = namesOf(found)
        if (known !== null) {
          const has = new Set(namesOf(known).map(identityKey))
          const isThey = sought.some((name) => has.has(identityKey(name)))
          return isThey ? 'already_there' : 'id_taken'
        }
        for (const name of sought) {
          const isTaken =
            names.has(identityKey(name)) || (await store.findAccountByIdentity(name)) !== null
          if (isTaken) return takenOf(name)
        }
        return null
      }

      return {
        fitFields: (values) => fitting(userFields, values),
        async add(row) {
          const { id, name, avatar, intro, level, passwordHash, isBanned = false } = row
          if (!isId(id)) return 'id_invalid'
          const found = foundByOf(row, formOfPhones)
          if (typeof found === 'string') return found
          if (passwordHash !== null && !isReadable(passwordHash)) return 'password_hash_unknown'
          const fields = judged(() => userFields.begun(row.fields, 'admin'))
          if (fields === null) return 'fields_invalid'
          const collides = await collision(id, found)
          if (collides === 'already_there' && updates) {
            const hash = await kept(passwordHash)
            const profile = { name, avatar, intro, level, fields, passwordHash: hash, isBanned }
            return renew(id, { found, ...profile })
          }
          if (collides !== null) return collides
          if (dryRun) {
            ids.add(id)
            for (const one of namesOf(found)) names.add(identityKey(one))
            return 'added'
          }
          const hash = await kept(passwordHash)
          const now = clock()
          const createdAt = Math.min(row.createdAt ?? now, now)
          const ban = isBanned ? { since: now, until: null, reason: null } : null
          const shown = { name, avatar, intro, level, roles: [], ban, createdAt }
          const own = Object.keys(fields).length > 0 ? { fields } : {}
          const user = { id, ...found, ...shown, ...own }
          const record = audit.record('user_imported', { userId: id })
          const bare = newAccount(user, hash)
          const account = proven ? provenSince(bare, createdAt) : bare
          const outcome = await store.addAccount(account, [record])
          if (outcome === 'added') audit.announce(record)
          if (outcome !== 'identity_taken') return outcome
          // Somebody came between: the store tells that a name is taken, not which.
          return (await collision(id, found)) ?? 'id_taken'
        },
      }
    },
  }
}

/** More would fill the queue in which people wait who sign in. */
const hashesAtOnce = 8

/** Runs so many at the same time; the others wait. */
function fewAtOnce(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // Whoever waits takes over the place.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

/** What can be proven by a code; a username cannot. */
function provenSince(account: Account, at: number): Account {
  const identities = account.identities.map((one) =>
    one.kind === 'username' ? one : { ...one, verifiedAt: at },
  )
  return { ...account, identities }
}

function takenOf({ kind }: IdentityName): ImportOutcome {
  if (kind === 'email') return 'email_taken'
  return kind === 'username' ? 'username_taken' : 'phone_taken'
}

/**
 * What somebody is found by here, or why they cannot come. An address that stood where the name
 * does is an address: Django's people often have no other.
 */
function foundByOf(row: ImportedUser, phones: Phones): FoundBy | ImportOutcome {
  const phone = row.phone === null ? null : canonicalOrNull(phones, row.phone)
  if (row.phone !== null && phone === null) return 'phone_invalid'
  const given = row.email ?? null
  const email = given === null ? null : canonicalEmail(given)
  if (given !== null && email === null) return 'email_invalid'
  const found = { phone, email, username: null }
  if (row.username !== undefined && row.username !== null) {
    const username = canonicalUsername(row.username)
    if (username !== null) return { ...found, username }
    const address = canonicalEmail(row.username)
    if (address === null || (email !== null && email !== address)) return 'username_invalid'
    return { ...found, email: address }
  }
  return phone === null && email === null ? 'nothing_found_by' : found
}

function canonicalOrNull(phones: Phones, text: string): string | null {
  try {
    return phones.requireCanonical(text)
  } catch (error) {
    if (error instanceof ZtokenError) return null
    throw error
  }
}
