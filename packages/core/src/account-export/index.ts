import { setImmediate as othersFirst } from 'node:timers/promises'
import {
  type AuditEntryView,
  type FactorView,
  type IdentityView,
  type PasskeyView,
  type SessionView,
  type TrustedDeviceView,
  type UserView,
  ZtokenError,
} from '@ztoken/contract'
import { named } from '../ground/account/identity.ts'
import type { StoredAuditEntry } from '../ground/audit/entry.ts'
import type { Ground } from '../ground/ground.ts'
import { shownPasskeys } from '../ground/passkeys/passkey.ts'
import { type Caller, usable } from '../ground/session/callers.ts'
import { endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPlace } from '../ground/session/slices.ts'

/** What somebody is, signs in with and trusts: as many as people have of it. */
export interface ExportedAccount {
  readonly user: UserView
  readonly identities: readonly IdentityView[]
  readonly factors: readonly FactorView[]
  readonly passkeys: readonly PasskeyView[]
  readonly trusted_devices: readonly TrustedDeviceView[]
}

export interface AccountExport extends ExportedAccount {
  readonly sessions: readonly SessionView[]
  readonly audit: readonly AuditEntryView[]
}

/** The same, read from the store as it is taken: an account may have piled up any amount. */
export interface AccountExportInPieces extends ExportedAccount {
  readonly sessions: AsyncIterable<readonly SessionView[]>
  readonly audit: AsyncIterable<readonly AuditEntryView[]>
}

/** Everything kept about somebody, for themselves. */
export interface ExportingAccounts {
  /**
   * Everything kept about the caller, as the wire shows it: the account, what it signs in with, the
   * open sessions and what the audit holds of them. Whole: for the application.
   *
   * @throws ZtokenError `step_up_required`, `token_invalid`, `user_banned`, `unavailable`.
   */
  exportAccount(caller: Caller): Promise<AccountExport>
  /**
   * The same in pieces, between which others are served.
   *
   * @throws ZtokenError as `exportAccount`; what is taken later rejects with `unavailable`.
   */
  exportAccountInPieces(caller: Caller): Promise<AccountExportInPieces>
}

/** Read, and shown, before others get their turn. */
const pieceSize = 200

export function createExportingAccounts({
  store,
  clock,
  lifetimes,
  views,
  callers,
  userFields,
  factors,
  trustedDevices,
  relyingParty,
}: Pick<
  Ground,
  | 'store'
  | 'clock'
  | 'lifetimes'
  | 'views'
  | 'callers'
  | 'userFields'
  | 'factors'
  | 'trustedDevices'
  | 'relyingParty'
>): ExportingAccounts {
  /** Throws ZtokenError `token_invalid`, `user_banned`. */
  async function accountOf({ userId }: Caller): Promise<ExportedAccount> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return {
      user: views.user(usable(account.user, clock())),
      identities: account.identities.map((one) => views.identity(named(one))),
      factors: factors.list(account).map(views.factor),
      passkeys: shownPasskeys(account, relyingParty).map(views.passkey),
      trusted_devices: trustedDevices.list(account).map(views.trustedDevice),
    }
  }

  async function* sessionsOf(caller: Caller): AsyncGenerator<SessionView[]> {
    const now = clock()
    for (let after: SessionPlace | null = null; ; await othersFirst()) {
      const page = { after, limit: pieceSize }
      const found: Session[] = await store.listSessions(caller.userId, page)
      yield found
        .filter((session) => endsAt(session, lifetimes) > now)
        .map((session) => views.session(session, caller.sessionId))
      after = found.at(-1) ?? null
      if (found.length < pieceSize) return
    }
  }

  async function* auditOf(userId: string): AsyncGenerator<AuditEntryView[]> {
    const every = { userId, event: null, from: null, until: null, limit: pieceSize }
    for (let before: number | null = null; ; await othersFirst()) {
      const found: StoredAuditEntry[] = await store.listAudit({ ...every, before })
      yield found.map((entry) =>
        views.auditEntry({
          ...entry,
          detail: entry.detail && userFields.toldOwner(entry.detail),
        }),
      )
      before = found.at(-1)?.sequence ?? null
      if (found.length < pieceSize) return
    }
  }

  async function exportAccountInPieces(caller: Caller): Promise<AccountExportInPieces> {
    await callers.requireRecentPassword(caller)
    const account = await accountOf(caller)
    return { ...account, sessions: sessionsOf(caller), audit: auditOf(caller.userId) }
  }

  return {
    async exportAccount(caller) {
      const { sessions, audit, ...account } = await exportAccountInPieces(caller)
      return { ...account, sessions: await allOf(sessions), audit: await allOf(audit) }
    },
    exportAccountInPieces,
  }
}

async function allOf<Item>(pieces: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const all: Item[] = []
  for await (const piece of pieces) all.push(...piece)
  return all
}
