import { describe, expect, it } from 'vitest'
import { openBeside, openGroup, openStore, revokedKeys, temporaryFile } from './open.ts'
import { commitsIn } from './wal-frames.ts'

const revocations = 'SELECT key FROM revocations ORDER BY sequence'

describe('writes of one turn', () => {
  it('share one commit', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const before = commitsIn(`${file}-wal`)
    const keys = Array.from({ length: 100 }, (_, n) => `t${n}`)
    await Promise.all(keys.map((key) => store.revokeToken(key, 100, 'logged_out')))
    expect(commitsIn(`${file}-wal`)).toBe(before + 1)
    expect(await revokedKeys(store)).toEqual(keys)
  })

  it('are not seen before they are committed, and are acknowledged after', async () => {
    const file = temporaryFile()
    const store = await openStore(file)
    const beside = await openBeside(file)
    const write = store.revokeToken('t', 100, 'logged_out')
    expect(await revokedKeys(store)).toEqual([])
    const seenBeside = write.then(() => beside.prepare(revocations).all())
    expect(await seenBeside).toMatchObject([{ key: 't' }])
    expect(await revokedKeys(store)).toEqual(['t'])
  })

  it('fail alone: one that fails undoes itself, and the others hold', async () => {
    const { engine, write } = await openGroup(temporaryFile(), 'CREATE TABLE t (n INTEGER UNIQUE)')
    const insert = engine.prepare('INSERT INTO t VALUES (?)')
    const answers = await Promise.allSettled([
      write(() => insert.run(1)),
      write(() => {
        insert.run(2)
        insert.run(1)
      }),
      write(() => {
        insert.run(3)
        throw new TypeError('a fault of ours')
      }),
      write(() => insert.run(4)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(answers[1]).toMatchObject({ reason: { code: 'unavailable' } })
    expect(engine.prepare('SELECT n FROM t ORDER BY n').all()).toMatchObject([{ n: 1 }, { n: 4 }])
  })

  it('A174 are all unavailable where the transaction is undone, and nothing of them holds', async () => {
    const { engine, write } = await openGroup(
      temporaryFile(),
      `CREATE TABLE t (n INTEGER PRIMARY KEY);
       CREATE TABLE u (n INTEGER);
       CREATE TRIGGER none BEFORE INSERT ON u BEGIN SELECT RAISE(ROLLBACK, 'undone'); END`,
    )
    const sound = engine.prepare('INSERT INTO t VALUES (?)')
    const undoing = engine.prepare('INSERT INTO u VALUES (?)')
    const writes = [write(() => sound.run(1)), write(() => undoing.run(99))]
    for (const answer of await Promise.allSettled(writes)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    }
    expect(engine.prepare('SELECT n FROM t').all()).toEqual([])
    await write(() => sound.run(2))
    expect(engine.prepare('SELECT n FROM t').all()).toMatchObject([{ n: 2 }])
  })
})
