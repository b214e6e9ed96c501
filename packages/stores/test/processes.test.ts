import { newAccount } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { migrate } from '../src/sqlite/index.ts'
import { migrations } from '../src/sqlite/migrations/index.ts'
import { type Child, startChild } from './children.ts'
import { everything, openBeside, openStore, revokedKeys, temporaryFile } from './open.ts'
import { makeSchema1 } from './schema-1.ts'

const nobody = { name: null, avatar: null, intro: null, level: null, roles: [], ban: null }
const account = (id: string, phone: string) =>
  newAccount({ id, phone, ...nobody, createdAt: 1 }, null)
const session = (id: string) => ({
  id,
  userId: '1',
  device: null,
  deviceKind: null,
  address: null,
  amr: [],
  createdAt: 1_000,
  verifiedAt: 1_000,
  usedAt: 1_000,
  counter: 0,
  rotatedAt: 1_000,
  expiresAt: null,
  endedAt: null,
  endReason: null,
})
const policy = {
  maximum: 5,
  whenFull: 'refuse',
  oneForEachKind: false,
  now: 0,
  usedBefore: 0,
  openedBefore: 0,
} as const
const end = { reason: 'replaced', at: 1, revokedUntil: 2 } as const
/** None has to end here. */
const recordEnd = (): never => {
  throw new Error('a session ended')
}

function together(file: string, number: number): Promise<Child[]> {
  return Promise.all(Array.from({ length: number }, () => startChild(file)))
}

describe('several processes on one file', () => {
  it('A187 of six that migrate at once, one does it and all go on', async () => {
    const file = temporaryFile()
    const children = await together(file, 6)
    const applied = await Promise.all(children.map((child) => child.ask('migrate')))
    expect(applied.flat().sort()).toEqual([0, 0, 0, 0, 0, migrations.length])
  })

  it('A188 a migration killed on the way leaves nothing, and is done by the next', async () => {
    const file = temporaryFile()
    await makeSchema1(file)
    const dying = await startChild(file)
    await expect(dying.ask('dieMigrating')).rejects.toThrow('SIGKILL')
    const engine = await openBeside(file)
    const columns = engine.prepare("SELECT name FROM pragma_table_info('users')").all()
    expect(columns).toHaveLength(8)
    expect((await migrate(file)).applied).toEqual(migrations.slice(1).map(({ name }) => name))
    expect((await (await openStore(file)).findUser('17'))?.roles).toEqual([])
  })

  it('A102 A141 A062 A192 do together what is promised of one', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    await store.addAccount(account('1', '+861'))
    await store.openSession({ session: session('s'), epoch: 0, policy, end, recordEnd })
    const children = await together(file, 2)
    const askAll = async (
      method: Parameters<Child['ask']>[0],
      values: (n: number) => unknown[],
      times: number,
    ): Promise<unknown[]> =>
      (await Promise.all(children.map((child, n) => child.ask(method, values(n), times)))).flat()

    const rotations = await askAll('rotateSession', () => ['s', 0, 2_000], 100)
    expect(rotations.filter((one) => one === true)).toHaveLength(1)
    expect(rotations.filter((one) => one === false)).toHaveLength(199)

    const limit = { limit: 10, refillMilliseconds: 1_000 }
    const attempts = await askAll('takeAttempt', () => ['k', limit, 5_000], 100)
    expect(attempts.filter((wait) => wait === 0)).toHaveLength(10)

    const added = await askAll('addAccount', (n) => [account(`u${n}`, '+862')], 25)
    expect(added.filter((outcome) => outcome === 'added')).toHaveLength(1)

    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const opening = { session: session(`s${n}`), epoch: 0, policy, end }
        return (children[n % 2] as Child).ask('openSession', [opening])
      }),
    )
    const outcomes = opened.flat().map((one) => (one as { outcome: string }).outcome)
    expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(4)
    expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(16)
    expect(await store.listSessions('1')).toHaveLength(5)
  })

  it('A193 hear of one another’s revocations', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const child = await startChild(file)
    await child.ask('onChange')
    const heard = child.changed()
    await store.revokeToken('here', 100, 'logged_out')
    await heard
    expect((await child.ask('listRevocations', [everything]))[0]).toMatchObject([{ key: 'here' }])

    let stop: () => void = () => undefined
    const heardHere = new Promise<void>((resolve) => {
      stop = store.onChange(resolve)
    })
    await child.ask('revokeToken', ['there', 100, 'logged_out'])
    await heardHere
    stop()
    expect(await revokedKeys(store)).toEqual(['here', 'there'])
  })

  it('A194 whoever follows with a cursor misses nothing of three that write', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const children = await together(file, 3)
    const writing = Promise.all(
      children.map((child) => child.ask('revokeToken', ['t', 100, 'logged_out'], 400)),
    )
    const seen: number[] = []
    let isWriting = true
    writing.finally(() => {
      isWriting = false
    })
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting
      const page = await store.listRevocations({ after: seen.at(-1) ?? 0, now: 0, limit: 50 })
      seen.push(...page.map(({ sequence }) => sequence))
      if (page.length > 0) isLast = false
      await new Promise((resolve) => setImmediate(resolve))
    }
    const given = (await writing).flat().map((one) => (one as { sequence: number }).sequence)
    expect(seen).toEqual(given.sort((one, other) => one - other))
    expect(new Set(seen).size).toBe(1_200)
  })
})
