import type { ShownPasskey } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { successorOf } from '../ground/account/credential.ts'
import { endOfRecovery } from '../ground/factors/recovery.ts'
import type { Ground } from '../ground/ground.ts'
import type { KeptPasskey, PasskeyData } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { AuthenticationMethod } from '../ground/session/session.ts'
import { usableOf, userOf } from './ceremonies.ts'
import { methodOf } from './method.ts'
import { type PasskeyUse, readShown } from './verification.ts'

/** The account whose passkey was shown, changed by that, and what was shown (RFC 8176 §2). */
export interface Shown {
  readonly account: Account
  readonly method: AuthenticationMethod
}

/** A passkey that somebody shows, and the challenge that was asked, which is used up. */
export interface Showing {
  readonly party: RelyingParty
  readonly credential: ShownPasskey
  readonly challenge: string
  readonly address: string | null
}

/** How often an account may change while a passkey is shown. */
const tries = 3

/**
 * Whether the passkey is this account's, and what it signed holds. Null for whatever is wrong; a
 * counter that did not rise is told of as well. Throws ZtokenError `unavailable`.
 */
export async function show(
  ground: Pick<Ground, 'store' | 'clock' | 'audit'>,
  known: Account,
  { party, credential, challenge, address }: Showing,
): Promise<Shown | null> {
  const { store, clock, audit } = ground
  const { id: userId } = known.user
  const whose = userOf(credential.response.userHandle)
  if (whose !== null && whose !== userId) return null
  for (let [n, account] = [0, known as Account | null]; n < tries && account; n += 1) {
    const kept = usableOf(account, party.id).find((one) => one.data.credentialId === credential.id)
    const use = kept && (await readShown(party, kept.data, credential, challenge))
    if (!kept || !use) return null
    if (isFallen(kept.data, use)) {
      const fields = { userId, address, detail: { name: kept.data.name } }
      const record = audit.record('passkey_counter_fell', fields)
      await store.addAudit([record])
      audit.announce(record)
      return null
    }
    const put = [successorOf(kept.credential, dataAfter(kept, use, clock()))]
    const credentials = { put, remove: endOfRecovery(account) }
    const result = await store.changeAccount(userId, { credentials })
    if (result.outcome === 'changed') {
      return { account: result.account, method: methodOf(kept.data) }
    }
    account = await store.findAccount(userId)
  }
  return null
}

/** Of an authenticator that counts: both zero is one that does not (WebAuthn §6.1.1). */
function isFallen({ counter: before }: PasskeyData, { counter }: PasskeyUse): boolean {
  return (before > 0 || counter > 0) && counter <= before
}

function dataAfter({ data }: KeptPasskey, use: PasskeyUse, now: number): string {
  return JSON.stringify({ ...data, ...use, usedAt: now } satisfies PasskeyData)
}
