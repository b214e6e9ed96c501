import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migrate } from '../src/sqlite/index.ts'
import { type Child, startChild } from './children.ts'
import { everything, openStore, revokedKeys, temporaryFile } from './open.ts'

describe.skipIf(!existsSync('/usr/bin/prlimit'))('A177 where no more fits on the disk', () => {
  const limitTo = ({ process }: Child, bytes: number | 'unlimited'): void => {
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
  }

  it('writes are unavailable, reads go on, and it recovers by itself', async () => {
    const file = temporaryFile()
    await migrate(file)
    const child = await startChild(file)
    const write = async (key: string): Promise<boolean> => {
      const [answer] = await child.ask('revokeToken', [key, 100, 'logged_out'])
      const isRefused = (answer as { code?: string }).code !== undefined
      if (isRefused) expect(answer).toEqual({ code: 'unavailable' })
      return !isRefused
    }
    const acknowledged: string[] = []
    await child.ask('ready')
    limitTo(child, 400_000)
    for (let n = 0; ; n += 1) {
      const key = `${n} `.padEnd(3_000, 'x')
      if (!(await write(key))) break
      acknowledged.push(key)
    }
    expect(acknowledged.length).toBeGreaterThan(10)
    expect(await write('again'.padEnd(3_000, 'x'))).toBe(false)
    const listed = async (): Promise<string[]> =>
      ((await child.ask('listRevocations', [everything]))[0] as { key: string }[]).map(
        ({ key }) => key,
      )
    expect(await listed()).toEqual(acknowledged)
    expect(await child.ask('findUser', ['1'])).toEqual([null])
    limitTo(child, 'unlimited')
    expect(await write('after')).toBe(true)
    expect(await listed()).toEqual([...acknowledged, 'after'])
    const store = await openStore(file)
    expect(await revokedKeys(store)).toEqual([...acknowledged, 'after'])
  })
})
