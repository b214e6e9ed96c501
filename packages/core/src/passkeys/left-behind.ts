import type { Ground } from '../ground/ground.ts'
import { passkeysOf } from '../ground/passkeys/passkey.ts'

/** Accounts that are looked at: as many as a start can wait for. */
const mostAccounts = 1000
/** Entries that are read to find them: an authenticator app is an entry of the same name. */
const mostEntries = 10_000
const page = 500
const atOnce = 10

/** Passkeys of other domains, of those who added one lately. */
export interface LeftBehind {
  readonly passkeys: number
  /** True where there may be more of them. */
  readonly orMore: boolean
}

/**
 * Counts passkeys that were made under another domain. Who has one is known by the audit, which has an
 * index over what happened: no index is kept for the one day on which a domain changes.
 */
export async function countLeftBehind(
  { store }: Pick<Ground, 'store'>,
  rpId: string,
): Promise<LeftBehind> {
  const { owners, isWhole } = await ownersOf(store)
  let passkeys = 0
  for (let n = 0; n < owners.length; n += atOnce) {
    const accounts = await Promise.all(owners.slice(n, n + atOnce).map(store.findAccount))
    const all = accounts.flatMap((account) => (account === null ? [] : passkeysOf(account)))
    passkeys += all.filter(({ data }) => data.rpId !== rpId).length
  }
  return { passkeys, orMore: !isWhole }
}

/** Those who added a passkey, the last ones first; whether the audit knows of no others. */
async function ownersOf(store: Ground['store']) {
  const every = { userId: null, event: 'factor_added', from: null, until: null } as const
  const owners = new Set<string>()
  for (let [read, before] = [0, null as number | null]; ; ) {
    const found = await store.listAudit({ ...every, before, limit: page })
    for (const { userId, detail } of found) {
      if (owners.size === mostAccounts) return { owners: [...owners], isWhole: false }
      if (userId !== null && detail?.kind === 'passkey') owners.add(userId)
    }
    read += found.length
    const isWhole = found.length < page
    if (isWhole || read >= mostEntries) return { owners: [...owners], isWhole }
    before = found.at(-1)?.sequence ?? null
  }
}
