import { memoryStore } from '@ztoken/stores'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Core } from '../src/index.ts'
import { holds, kidOf, place } from './key-servers.ts'
import { failsWith, password, phone } from './open.ts'

afterEach(() => vi.useRealTimers())

/** Two servers on a store that says nothing by itself, and how often it was asked about keys. */
async function twoServers() {
  const inner = memoryStore()
  const counts = { looks: 0, reads: 0 }
  const listeners: (() => void)[] = []
  const nudge = (): void => {
    for (const listener of listeners) listener()
  }
  const store = {
    ...inner,
    onChange: (listener: () => void) => {
      listeners.push(listener)
      return () => undefined
    },
    readKeyRingVersion: () => {
      counts.looks += 1
      return inner.readKeyRingVersion()
    },
    readKeyRing: () => {
      counts.reads += 1
      return inner.readKeyRing()
    },
  }
  const { server, advance } = place(store)
  const [one, other] = [await server(), await server()]
  const { user, accessToken } = await one.register({ phone, password })
  counts.looks = 0
  counts.reads = 0
  /** A token under a key that the other server has not heard of. */
  async function freshToken(): Promise<string> {
    await one.rotateKeys({ immediately: true })
    advance(1)
    const token = await one.createToken(user.id)
    expect(holds(other, token)).toBe(false)
    return token
  }
  return { one, other, store, counts, nudge, user, accessToken, freshToken }
}

/** As a guard does: whether it is let in, after looking for its key where that is worth it. */
async function admitted(core: Core, token: string): Promise<boolean> {
  if (holds(core, token)) return true
  await core.lookForKey(token)
  return holds(core, token)
}

/** The same token under keys that a stranger has made up. */
function madeUp(token: string, n: number): string {
  const [header = '', ...rest] = token.split('.')
  const text = Buffer.from(header, 'base64url').toString()
  const kid = `${kidOf(token).slice(0, -5)}${String(n).padStart(5, '0')}`
  return [Buffer.from(text.replace(kidOf(token), kid)).toString('base64url'), ...rest].join('.')
}

describe('S26 a key that another server has just made', () => {
  it('is looked for before its first token is refused, by every verb that can wait', async () => {
    const { other, user, accessToken, freshToken } = await twoServers()
    for (const read of [
      (token: string) => admitted(other, token),
      async (token: string) => (await other.authenticateAsking(token)).userId === user.id,
      async (token: string) => (await other.verifyToken(token))?.id === user.id,
      async (token: string) => (await other.logout(token)) === undefined,
    ]) {
      expect(await read(await freshToken())).toBe(true)
    }
    expect(holds(other, accessToken)).toBe(true)
  })

  it('is known within half a second, and at once after a nudge', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { one, other, nudge } = await twoServers()
    await one.rotateKeys({ immediately: true })
    await vi.advanceTimersByTimeAsync(500)
    expect(other.keys()).toEqual(one.keys())
    await one.rotateKeys({ immediately: true })
    nudge()
    await vi.advanceTimersByTimeAsync(0)
    expect(other.keys()).toEqual(one.keys())
    for (const core of [one, other]) await core.close()
  })

  it('whether there are other keys costs a number, not the ring', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { one, other, counts } = await twoServers()
    await vi.advanceTimersByTimeAsync(9_000)
    expect(counts).toEqual({ looks: 2 * 18, reads: 0 })
    for (const core of [one, other]) await core.close()
  })
})

describe('S26 keys that strangers make up', () => {
  it('a thousand at once share one or two questions, and are refused', async () => {
    const { other, counts, accessToken } = await twoServers()
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => admitted(other, madeUp(accessToken, n))),
    )
    expect(answers).not.toContain(true)
    expect(counts.looks).toBeLessThanOrEqual(2)
    expect(counts.reads).toBe(0)
  })

  it('one that was not found is never asked for again', async () => {
    const { other, counts, accessToken } = await twoServers()
    await admitted(other, madeUp(accessToken, 1))
    for (let n = 0; n < 50; n += 1) expect(other.lookForKey(madeUp(accessToken, 1))).toBeNull()
    expect(counts.looks).toBe(1)
  })

  it('while they come without end, a real one is found all the same', async () => {
    const { other, accessToken, freshToken } = await twoServers()
    let isOver = false
    const storm = (async () => {
      for (let n = 0; !isOver; n += 1) await admitted(other, madeUp(accessToken, n))
    })()
    for (let n = 0; n < 5; n += 1) {
      expect(await admitted(other, await freshToken())).toBe(true)
    }
    isOver = true
    await storm
  })

  it('what has not the form of a token of ours asks nobody', async () => {
    const { other, counts, accessToken } = await twoServers()
    const [header = '', payload, signature] = accessToken.split('.')
    for (const sent of [
      '',
      'x',
      '.',
      accessToken,
      `${accessToken}x`,
      `${header}x.${payload}.${signature}`,
      `${header.slice(0, -4)}.${payload}.${signature}`,
      `x${header.slice(1)}.${payload}.${signature}`,
      `${header.slice(0, -1)}`,
    ]) {
      expect(other.lookForKey(sent), sent).toBeNull()
    }
    expect(counts).toEqual({ looks: 0, reads: 0 })
  })

  it('where the store cannot say, a token is not called invalid', async () => {
    const { other, store, freshToken } = await twoServers()
    const token = await freshToken()
    const { readKeyRingVersion } = store
    store.readKeyRingVersion = () => Promise.reject(new Error('down'))
    await expect(other.lookForKey(token)).rejects.toMatchObject(failsWith('unavailable'))
    store.readKeyRingVersion = readKeyRingVersion
    expect(await admitted(other, token)).toBe(true)
  })
})
