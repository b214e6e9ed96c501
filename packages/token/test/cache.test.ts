import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createClaimsText } from '../src/claims.ts'
import { createReader, type OwnFormat, type TokenReader } from '../src/index.ts'
import { now, parties, subject } from './kinds.ts'

interface Counting {
  readonly reader: TokenReader
  /** Reads a user's token. Out: whether it had to be opened for that. */
  opens(user: number): boolean
  /** Another key comes. */
  come(): void
  /** What becomes of the token of this user. */
  read(user: number): unknown
}

const endOf = (payload: string): string => createHash('sha256').update(payload).digest('base64url')

/** A reader over a format that counts what it opens: what is remembered is not opened again. */
function counting(cacheSize: number, end = endOf): Counting {
  const claims = createClaimsText(parties)
  let opened = 0
  const open = (token: string): string => {
    opened += 1
    return Buffer.from(token.split('.')[1] as string, 'base64url').toString('latin1')
  }
  const keys = [{ kid: 'one', header: 'counting', open }]
  const listeners: (() => void)[] = []
  const format: OwnFormat = {
    name: 'signed',
    keys,
    onKeysChanged: (listener) => listeners.push(listener),
    seal(payload) {
      return `counting.${Buffer.from(payload).toString('base64url')}.${end(payload)}`
    },
  }
  const clock = (): number => now * 1000
  const reader = createReader({ ...parties, formats: [format], clock, cacheSize })
  const tokenOf = (user: number): string =>
    format.seal(
      claims.write({
        iss: parties.issuer,
        aud: parties.audience,
        sid: subject.sid,
        sub: `${user}`,
        iat: now,
        exp: now + 60,
      }),
    )
  return {
    reader,
    come() {
      keys.push({ kid: 'two', header: 'another', open })
      for (const listener of listeners) listener()
    },
    read: (user) => reader.read(tokenOf(user)),
    opens(user) {
      const before = opened
      expect(reader.read(tokenOf(user))).toMatchObject({ claims: { sub: `${user}` } })
      return opened > before
    },
  }
}

const users = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at)

describe('T181 the memory of tokens that verified', () => {
  it('is bounded: of many it keeps as many as it was told at most, and half of them at least', () => {
    for (const cacheSize of [1, 2, 10, 64]) {
      const { opens } = counting(cacheSize)
      for (const user of users(0, 200)) expect(opens(user)).toBe(true)
      const kept = users(0, 200)
        .reverse()
        .filter((user) => !opens(user)).length
      expect(kept).toBeGreaterThanOrEqual(cacheSize / 2)
      expect(kept).toBeLessThanOrEqual(2 * Math.ceil(cacheSize / 2))
    }
  })

  it('remembers exactly what there is room for, and forgets the oldest first', () => {
    const { opens } = counting(4)
    for (const user of [1, 2, 3, 4]) opens(user)
    expect([opens(4), opens(3)]).toEqual([false, false])
    // The fifth needs room: the older two go, though nobody asked for it.
    expect(opens(5)).toBe(true)
    expect([opens(1), opens(2)]).toEqual([true, true])
  })

  it('keeps what is asked for again, however much comes and goes', () => {
    const { opens } = counting(4)
    expect(opens(0)).toBe(true)
    for (const user of users(1, 100)) {
      expect(opens(user)).toBe(true)
      expect(opens(0), `after ${user}`).toBe(false)
    }
  })

  it('never takes one token for another that ends alike, however old', () => {
    // 1 and 11 end alike; the others push 1 out of what is new.
    const { opens } = counting(4, (payload) => endOf(payload.replace('"11"', '"1"')))
    for (const user of [1, 2, 3]) opens(user)
    expect(opens(11)).toBe(true)
  })

  it('is not spent by asking for the same again', () => {
    const { opens } = counting(4)
    for (const user of [1, 2, 1, 3, 3]) opens(user)
    expect(opens(2)).toBe(false)
  })

  it('forgets nothing for a key that comes', () => {
    const { opens, come } = counting(4)
    opens(1)
    come()
    expect(opens(1)).toBe(false)
  })

  it('of no size remembers nothing', () => {
    const { opens } = counting(0)
    expect([opens(1), opens(1), opens(1)]).toEqual([true, true, true])
  })

  it('forgets everything of a key that has gone, new and old', () => {
    const { reader, opens, read } = counting(4)
    for (const user of [1, 2, 3]) opens(user)
    expect([opens(3), opens(1)]).toEqual([false, false])
    reader.removeKey('one')
    expect([1, 2, 3].map(read)).toEqual(['header_unknown', 'header_unknown', 'header_unknown'])
  })
})
