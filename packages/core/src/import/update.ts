import type { Account } from '../ground/account/account-changes.ts'
import { type FoundBy, identityKey, namesOf } from '../ground/account/identity.ts'
import { newPassword, passwordOf, withHash } from '../ground/account/password-of.ts'
import type { Ground } from '../ground/ground.ts'
import type { UserFieldValues } from '../ground/user-fields/schema.ts'
import { judged } from './own-fields.ts'

/** What a row says of somebody who came before, as it would be kept. */
export interface Renewal {
  readonly found: FoundBy
  readonly name: string | null
  readonly avatar: string | null
  readonly intro: string | null
  readonly level: number | null
  readonly fields: UserFieldValues
  readonly passwordHash: string | null
  readonly isBanned: boolean
}

export type UpdateOutcome =
  | 'updated'
  | 'already_there'
  | 'at_home_here'
  | 'identity_taken'
  | 'fields_invalid'

type UpdateNeeds = Pick<Ground, 'store' | 'passwords' | 'audit' | 'clock' | 'userFields'>

/**
 * Takes over what has changed there since somebody came. Whoever has signed in here lives here: their
 * hash is ours by then, and nothing of theirs is written over.
 */
export async function update(
  { store, passwords, audit, clock, userFields }: UpdateNeeds,
  account: Account,
  row: Renewal,
  { dryRun }: { readonly dryRun: boolean },
): Promise<UpdateOutcome> {
  const known = passwordOf(account)
  if (known !== null && !passwords.needsRehash(known.data)) return 'at_home_here'
  if (isSame(account, row)) return 'already_there'
  const kept = account.user.fields ?? {}
  // What the row says nothing of stays.
  const own = judged(() => userFields.changed(kept, row.fields, 'admin'))
  if (own === null) return 'fields_invalid'
  if (dryRun) return 'updated'
  const now = clock()
  const { found, fields: _, passwordHash: hash, isBanned, ...profile } = row
  const { put, remove } = namesBetween(account, found, now)
  const record = audit.record('user_imported', {
    userId: account.user.id,
    detail: { updated: 'true' },
  })
  const changes = {
    ...profile,
    fields: own,
    ifFields: kept,
    // Whoever was banned here stays so, whatever the other application says.
    ...(isBanned &&
      account.user.ban === null && { ban: { since: now, until: null, reason: null } }),
    identities: { put, remove },
    credentials: {
      put:
        hash === null || hash === known?.data
          ? []
          : [known === null ? newPassword(hash, now) : withHash(account, hash, now)],
      remove: hash === null && known !== null ? [known.id] : [],
    },
    ifEpoch: account.epoch,
  }
  const { outcome } = await store.changeAccount(account.user.id, changes, [record])
  if (outcome === 'changed') audit.announce(record)
  if (outcome === 'identity_taken') return 'identity_taken'
  // Somebody signed in at this moment: they live here.
  return outcome === 'changed' ? 'updated' : 'at_home_here'
}

function isSame(account: Account, row: Renewal): boolean {
  const { user } = account
  const has = new Set(account.identities.map(identityKey))
  const names = namesOf(row.found)
  return (
    names.length === account.identities.length &&
    names.every((name) => has.has(identityKey(name))) &&
    (passwordOf(account)?.data ?? null) === row.passwordHash &&
    (['name', 'avatar', 'intro', 'level'] as const).every((field) => user[field] === row[field]) &&
    Object.entries(row.fields).every(([name, value]) => user.fields?.[name] === value) &&
    (user.ban !== null || !row.isBanned)
  )
}

function namesBetween({ identities }: Account, found: FoundBy, now: number) {
  const wanted = namesOf(found)
  const has = new Set(identities.map(identityKey))
  const wants = new Set(wanted.map(identityKey))
  return {
    put: wanted
      .filter((name) => !has.has(identityKey(name)))
      .map((name) => ({ ...name, verifiedAt: null, createdAt: now })),
    remove: identities.filter((name) => !wants.has(identityKey(name))),
  }
}
