import { memoryStore } from '@ztoken/stores'
import { type Store, ZtokenError } from '../src/index.ts'

/** How a store can fail at one of its promises. */
export const modes = [
  'fails before it does anything',
  'never answers',
  'fails after it has done it',
  'never answers after it has done it',
  'does it too late',
  'is down from there on',
] as const
export type Mode = (typeof modes)[number]

/** A fault at the nth promise that is asked for, from 0. */
export interface Fault {
  readonly at: number
  readonly mode: Mode
}

type Ask = (...values: unknown[]) => Promise<unknown>

/** Every promise of the port, as a store has them: a new one is among them by itself. */
export const promises: readonly string[] = Object.keys(memoryStore()).filter(
  (name) => name !== 'close' && name !== 'onChange',
)

export interface FaultStore {
  /** What the core is given. It says nothing by itself: what happened has to be asked for. */
  readonly store: Store
  /** The same data, without faults. */
  readonly inner: Store
  /** Begins anew: counts from here, with this fault or none. */
  arm(fault: Fault | null, afterEach?: () => Promise<void>): void
  /** Does now what it was too late for. */
  finish(): Promise<void>
  /** What was asked for since. */
  asked(): readonly string[]
}

/** A store in memory that fails where it is told to. */
export function createFaultStore(): FaultStore {
  const inner = memoryStore()
  const store: Record<string, unknown> = { ...inner, onChange: () => () => undefined }
  let fault: Fault | null = null
  let asked: string[] = []
  const late: (() => Promise<unknown>)[] = []
  let afterEach: () => Promise<void> = async () => undefined

  for (const name of promises) {
    const ask = inner[name as keyof Store] as Ask
    store[name] = async (...values: unknown[]) => {
      const mode = modeAt(fault, asked.length)
      asked.push(name)
      if (mode === null) {
        const answer = await ask(...values)
        await afterEach()
        return answer
      }
      if (mode.includes('after it has done it')) await ask(...values)
      if (mode === 'does it too late') late.push(() => ask(...values))
      if (mode === 'does it too late' || mode.startsWith('never'))
        return new Promise(() => undefined)
      throw new Error('connection lost: canary')
    }
  }

  return {
    store: store as unknown as Store,
    inner,
    arm(next, hook = async () => undefined) {
      fault = next
      asked = []
      afterEach = hook
    },
    async finish() {
      for (const ask of late.splice(0)) await ask().catch(refused)
    },
    asked: () => [...asked],
  }
}

/** What was judged before may not be done any more when it comes too late. */
function refused(error: unknown): void {
  if (!(error instanceof ZtokenError) || error.code !== 'conflict') throw error
}

function modeAt(fault: Fault | null, n: number): Mode | null {
  if (fault === null) return null
  const isHit = fault.mode === 'is down from there on' ? n >= fault.at : n === fault.at
  return isHit ? fault.mode : null
}

/** All that a store holds, with a name for everything random, so that two runs compare. */
export interface State {
  readonly data: string
  readonly audit: string
}

const random =
  /zo1\.[\w.-]+|(?<=\\")[\w-]{12}\.[\w-]{43}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\$argon2id\$[^"]+|(?<=")[\w-]{43}(?=\\?")|(?<=(?:credentialId|publicKey)\\":\\")[\w-]+/g

export async function stateOf(store: Store): Promise<State> {
  const users = await store.listUsers({ after: null, limit: 100 })
  const accounts = await Promise.all(users.map(({ id }) => store.findAccount(id)))
  const open = await Promise.all(users.map(({ id }) => store.listSessions(id)))
  const revocations = await store.listRevocations({ after: 0, now: 0, limit: 1000 })
  const sessions = await Promise.all(
    revocations.filter(({ kind }) => kind === 'session').map(({ key }) => store.findSession(key)),
  )
  // Several may end in the order of their ids, which are random.
  const ended = sessions.sort((one, other) => (one?.createdAt ?? 0) - (other?.createdAt ?? 0))
  const places = new Map(ended.map((session, place) => [session?.id, place]))
  revocations.sort((one, other) => (places.get(one.key) ?? -1) - (places.get(other.key) ?? -1))
  const { version, keys } = await store.readKeyRing()
  const ring = keys.map(({ kid, activatesAt, retiresAt }) => ({ kid, activatesAt, retiresAt }))
  const roles = await store.listRoles()
  const entries = await store.listAudit({
    before: null,
    limit: 1000,
    userId: null,
    event: null,
    from: null,
    until: null,
  })
  const audit = entries.map(({ id: _, sequence: __, ...entry }) => entry).reverse()
  // A token revoked twice is as revoked as once.
  const revoked = new Set(revocations.map(({ sequence: _, ...one }) => JSON.stringify(one)))
  const data = { accounts, open, ended, revoked: [...revoked], roles, version, ring }
  const [named, namedAudit] = withNames([data, audit])
  return { data: named ?? '', audit: namedAudit ?? '' }
}

/** Random texts by the order in which they appear. */
export function withNames(values: readonly unknown[]): string[] {
  const names = new Map<string, string>()
  return values.map((value) =>
    JSON.stringify(value).replace(random, (text) => {
      const name = names.get(text) ?? `random ${names.size + 1}`
      names.set(text, name)
      return name
    }),
  )
}
