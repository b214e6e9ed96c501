import type { AuditEvent, NoticeKind } from '@ztoken/contract'
import type { NoticeTokens } from '@ztoken/token'
import type { Account } from '../account/account-changes.ts'
import type { Identity, IdentityName } from '../account/identity.ts'
import type { Claim } from '../account/recovery.ts'
import { askApplication } from '../ask-application.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditEntry } from '../audit/entry.ts'
import { createWindow } from '../limits/window.ts'
import { type CodeChannel, SendError } from '../one-time-codes/sender.ts'
import type { Store } from '../store/store.ts'
import type { Report } from '../tell.ts'
import type { NoticeSenders } from './notice.ts'

/** What happened to an account, and to whom else than those who have it now it is told. */
export interface Happening {
  readonly userId: string
  readonly kind: NoticeKind
  readonly at: number
  readonly device?: string | null
  readonly address?: string | null
  /** What the account was found by until then. */
  readonly formerly?: readonly Identity[]
}

/** What stands behind a notice's token: whose account it is, and by what they claim it. */
export interface Told extends Claim {
  readonly userId: string
}

/** Tells people what was done to their account, by what was theirs before it was done. */
export interface Notices {
  readonly offers: (channel: CodeChannel) => boolean
  /** Never throws and keeps nobody waiting; of each kind one an hour to each account, ten texts a day. */
  tell(happening: Happening): void
  /** What of an account would be told of a factor's recovery now. */
  reached(account: Account): readonly Identity[]
  /**
   * As `tell`, but waits for it, and however much was told before. Out: where it was handed on. Never
   * throws.
   */
  tellNow(account: Account, happening: Happening): Promise<readonly Identity[]>
  /** What a token stands for, which is used up by that; null where it does not hold. */
  use(token: string): Promise<Told | null>
  /** Resolves when all that is under way has gone out. */
  close(): Promise<void>
}

export interface NoticesNeed {
  readonly store: Store
  readonly audit: Audit
  readonly clock: () => number
  readonly monotonic: () => number
  readonly noticeTokens: NoticeTokens
  readonly senders: NoticeSenders
  readonly report: Report
  /** The longest wait for a sender, where somebody waits for it. */
  readonly milliseconds: number
}

const tokenMilliseconds = 3 * 86_400_000
/** As many as codes: a text costs, and whoever owns a number may be paid for what arrives there. */
const textsADay = 10
const kind = 'notice'
const answer = 'told'

/** What is told of as soon as it is on the record; the rest is told where more is known of it. */
const toldEvents: Readonly<Partial<Record<AuditEvent, NoticeKind>>> = {
  password_changed: 'password_changed',
  password_reset: 'password_changed',
  identity_added: 'identity_added',
  user_banned: 'banned',
  refresh_token_reused: 'refresh_token_reused',
  factor_added: 'factor_added',
  factor_removed: 'factor_removed',
  factor_guessed: 'factor_guessed',
  recovery_code_used: 'recovery_code_used',
  factor_recovered: 'factor_removed',
}

export function createNotices(needs: NoticesNeed): Notices {
  const { store, audit, clock, monotonic, noticeTokens, senders, report, milliseconds } = needs
  const common = { monotonic, clock, shared: store }
  const hourly = createWindow({ ...common, kind: 'notice', limit: 1, seconds: 3600 })
  const daily = createWindow({ ...common, kind: 'notice/text', limit: textsADay, seconds: 86_400 })
  const underWay = new Set<Promise<void>>()
  const isOffered = Object.keys(senders).length > 0
  if (isOffered) audit.on('*', tellOf)

  function tellOf({ event, userId, at, device, address }: AuditEntry): void {
    const told = toldEvents[event]
    if (told !== undefined && userId !== null) tell({ userId, kind: told, at, device, address })
  }

  function tell(happening: Happening): void {
    if (!isOffered) return
    const going = send(happening).catch(report)
    underWay.add(going)
    going.finally(() => underWay.delete(going))
  }

  async function send(happening: Happening): Promise<void> {
    const { userId, kind: told, at, formerly = [] } = happening
    const account = await store.findAccount(userId)
    const reached = reachedOf([...(account?.identities ?? []), ...formerly], told, at)
    if (reached.length === 0) return
    if ((await hourly.take(`${told} ${userId}`)).wait > 0) return
    await Promise.all(
      reached.map(async (name) => {
        const isText = name.kind === 'phone'
        if (isText && (await daily.take(name.subject)).wait > 0) return
        await hand(happening, name)
      }),
    )
  }

  function reachedOf(all: readonly Identity[], told: NoticeKind, at: number): Identity[] {
    return all.filter((one) => wasTheirs(one, at) && senderOf(one, told) !== undefined)
  }

  async function hand({ userId, kind: told, at, ...from }: Happening, identity: Identity) {
    const { kind: of, subject, createdAt } = identity
    const name = { kind: of, subject }
    const { token, id } = noticeTokens.issue()
    const data = JSON.stringify({ userId, name, createdAt, since: at } satisfies Told)
    const expiresAt = clock() + tokenMilliseconds
    await store.putChallenge({ id, kind, subject: id, answer, data, tries: 1, expiresAt })
    const { device = null, address = null } = from
    const notice = { kind: told, to: name.subject, at, device, address, token }
    return senderOf(
      name,
      told,
    )?.(notice).catch((error: unknown) => {
      // What somebody else throws may quote whom it was for.
      throw error instanceof SendError ? error : new SendError('refused')
    })
  }

  /** A new device is told of by e-mail alone: texts cost, and it happens often. */
  function senderOf({ kind: of }: IdentityName, told: NoticeKind) {
    const channel: CodeChannel | null = of === 'email' ? 'email' : of === 'phone' ? 'sms' : null
    if (channel === null || (channel === 'sms' && told === 'new_device')) return undefined
    const sender = senders[channel]
    return (
      sender &&
      ((notice: Omit<Parameters<typeof sender>[0], 'channel'>) => sender({ ...notice, channel }))
    )
  }

  return {
    offers: (channel) => senders[channel] !== undefined,
    tell,
    reached: ({ identities }) => reachedOf(identities, 'factor_recovery', clock()),
    async tellNow({ identities }, happening) {
      const asking = { report, milliseconds }
      const told = await Promise.all(
        reachedOf(identities, happening.kind, happening.at).map(async (name) => {
          const isTold = await askApplication(
            asking,
            () => hand(happening, name),
            (answer) => answer !== false,
          ).catch(() => false)
          return isTold ? [name] : []
        }),
      )
      return told.flat()
    },
    async use(token) {
      const id = noticeTokens.read(token)
      if (id === null) return null
      const shown = { id, kind, subject: id, answer, now: clock() }
      const result = await store.answerChallenge(shown)
      if (result.outcome !== 'right') return null
      return JSON.parse(result.data) as Told
    },
    close: async () => void (await Promise.all(underWay)),
  }
}

/** Proven, and before it happened: whoever did it may have added another. */
function wasTheirs({ verifiedAt, createdAt }: Identity, at: number): boolean {
  return verifiedAt !== null && createdAt < at
}
