import { ZtokenError } from '@ztoken/contract'
import { createSigningKey, type PublicRingFormat, type Secret, sharedQuestion } from '@ztoken/token'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Store } from '../store/store.ts'
import { createFollower } from './follower.ts'
import { dueAt, type KeySchedule, type KeyState, type MakeKey, stateAt } from './key-ring.ts'
import { KeyRingError } from './key-ring-error.ts'
import { createRingInUse } from './ring-in-use.ts'
import { createKeySealer } from './sealed-key.ts'
import type { StoredKey, StoredKeyRing } from './stored-key.ts'
import { createUnknownKeys, type UnknownKeys } from './unknown-keys.ts'

/** What is shown of a signing key. Times in milliseconds. */
export interface KeyInfo {
  readonly kid: string
  readonly state: KeyState
  readonly createdAt: number
  readonly activatesAt: number
  readonly retiresAt: number | null
}

/** Other keys, and what has to be recorded with them. */
export interface KeyChange {
  readonly keys: readonly StoredKey[]
  readonly revoked?: { readonly kid: string; readonly until: number }
  readonly audit?: readonly AuditRecord[]
}

/** In: the keys as they are kept now. Out: what they become, or null to leave them. */
export type MakeChange = (
  keys: readonly StoredKey[],
  now: number,
  make: MakeKey,
) => KeyChange | null

/** The signing keys of the public format: made here, kept in the store, and followed there. */
export interface Keys extends UnknownKeys {
  readonly schedule: KeySchedule
  /** In the order in which they begin. */
  list(): KeyInfo[]
  /**
   * Changes the ring as it is kept, once, however many servers change it. Out: false where it was
   * left. Throws ZtokenError `unavailable`, with a KeyRingError as the cause where the stored ring
   * may not be used.
   */
  change(make: MakeChange): Promise<boolean>
  /** Takes up the stored ring and does what is due. Throws as `change`. */
  sync(): Promise<void>
  /** Takes up the ring, makes the first key, seals all under the newest secret. Throws as `change`. */
  start(): Promise<void>
  /** A key is revoked: it issues and reads no more, whatever a stored ring says. */
  forget(kid: string): void
  /** Begins to follow what other servers do. */
  follow(): void
  close(): void
}

export interface KeysOptions {
  readonly store: Pick<Store, 'readKeyRing' | 'readKeyRingVersion' | 'writeKeyRing' | 'onChange'>
  /** The format that reads and issues with these keys. */
  readonly format: PublicRingFormat
  /** Begins anew where no stored key can be used at the start. */
  readonly replaceUnreadable: boolean
  /** Newest first. */
  readonly secrets: readonly Secret[]
  readonly schedule: KeySchedule
  readonly audit: Pick<Audit, 'record' | 'announce'>
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** How often the store is asked what other servers did. */
  readonly pollMilliseconds: number
  /** Told of a fault in the background. */
  readonly report: (error: unknown) => void
}

const mostTries = 10

export function createKeys(options: KeysOptions): Keys {
  const { store, format, schedule, audit, clock, report, replaceUnreadable } = options
  const sealer = createKeySealer(options.secrets)
  const ring = createRingInUse({ format, sealer, clock })
  // Mostly nothing has changed: a number says so, and the ring is read where it is another.
  const look = sharedQuestion(async () => {
    if ((await store.readKeyRingVersion()) !== ring.version || isDue()) await sync()
  })
  const follower = createFollower({
    look,
    sync,
    onChange: (listener) => store.onChange(listener),
    pollMilliseconds: options.pollMilliseconds,
    report,
  })
  const unknown = createUnknownKeys({
    isKnown: (header) => format.keys.some((key) => key.header === header),
    look,
  })
  let running: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | null = null

  function makeKey(createdAt: number, activatesAt: number): StoredKey {
    const key = createSigningKey()
    return {
      kid: key.kid,
      publicKey: key.publicKey.export({ format: 'jwk' }).x as string,
      sealedKey: sealer.seal(key),
      createdAt,
      activatesAt,
      retiresAt: null,
    }
  }

  function takeAtStart(stored: StoredKeyRing): void {
    try {
      ring.take(stored)
    } catch (error) {
      if (!replaceUnreadable || !(error instanceof KeyRingError)) throw error
      ring.discard(stored)
    }
  }

  async function attempt(makeChange: MakeChange, take = ring.take): Promise<boolean> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      take(await store.readKeyRing())
      const now = clock()
      const change = makeChange(ring.keys(), now, (activatesAt) => makeKey(now, activatesAt))
      if (change === null) return false
      const { keys, revoked = null, audit: records = [] } = change
      const changed = { version: ring.version + 1, keys }
      // Where another server was quicker its ring is read, and what is to be done decided anew.
      if (!(await store.writeKeyRing(changed, revoked, records))) continue
      ring.take(changed)
      for (const record of records) audit.announce(record)
      return true
    }
    throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  }

  /** One after another: what was read before a change is never taken after it. */
  function queued<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = running.then(work).catch((error: unknown) => {
      throw error instanceof KeyRingError ? new ZtokenError('unavailable', { cause: error }) : error
    })
    running = result.catch(() => undefined)
    return result
  }

  /** A question that has not begun yet is everybody's. */
  function sync(): Promise<void> {
    waiting ??= queued(async () => {
      waiting = null
      await attempt(due)
    })
    return waiting
  }

  function isDue(): boolean {
    const now = clock()
    return dueAt(ring.keys(), now, schedule, (activatesAt) => makeKey(now, activatesAt)) !== null
  }

  const due: MakeChange = (keys, now, make) => {
    const changed = dueAt(keys, now, schedule, make)
    if (changed === null) return null
    const made = changed.filter(({ kid }) => keys.every((key) => key.kid !== kid))
    const record = ({ kid, activatesAt }: StoredKey): AuditRecord =>
      audit.record('key_rotated', { detail: rotationDetail(kid, activatesAt) })
    return { keys: changed, audit: made.map(record) }
  }

  const dueAtStart: MakeChange = (keys, now, make) => {
    const change = due(keys, now, make)
    const kept = change?.keys ?? keys
    if (change === null && kept.every(({ sealedKey }) => sealer.isCurrent(sealedKey))) return null
    return { ...change, keys: kept.map(ring.resealed) }
  }

  return {
    schedule,
    list: () => infoOf(ring.keys(), clock()),
    change: (makeChange) => queued(() => attempt(makeChange)),
    sync,
    async start() {
      await queued(() => attempt(dueAtStart, takeAtStart))
    },
    lookFor: unknown.lookFor,
    forget(kid) {
      if (ring.forget(kid)) follower.hurry()
    },
    follow: follower.follow,
    close: follower.close,
  }
}

/** What the audit says of a key that will issue. */
export function rotationDetail(kid: string, activatesAt: number): Record<string, string> {
  return { kid, activates_at: new Date(activatesAt).toISOString() }
}

function infoOf(keys: readonly StoredKey[], now: number): KeyInfo[] {
  return keys.map((key) => ({
    kid: key.kid,
    state: stateAt(keys, key, now),
    createdAt: key.createdAt,
    activatesAt: key.activatesAt,
    retiresAt: key.retiresAt,
  }))
}
