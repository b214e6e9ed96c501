import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64 } from '../src/human-check/base64.ts'
import { sha256 } from '../src/human-check/sha256.ts'
import { type HumanCheckData, solveHumanCheck, withHumanCheck } from '../src/human-check.ts'
import type { TransportRequest } from '../src/index.ts'
import { wxTransport } from '../src/wx.ts'
import { miniProgram } from './mini-program.ts'
import { line, open, password, standingClock } from './open.ts'

const newcomer = { phone: '13900139000', password }

/** A server that asks, and what went to it. */
async function scene() {
  const opened = await open(() => undefined, {}, { humanCheck: true })
  return { ...opened, ...line() }
}

describe('a client with a human check', () => {
  it('solves what it is asked and sends the request once more', async () => {
    const { client, transport, sent } = await scene()
    const user = await client({ transport: withHumanCheck(transport) }).register(newcomer)
    expect(user.phone).toBe(`+86${newcomer.phone}`)
    const [first, second] = sent as [TransportRequest, TransportRequest]
    expect(sent).toHaveLength(2)
    expect(second).toEqual({
      ...first,
      headers: { ...first.headers, 'z-human-check': expect.any(String) },
    })
  })

  it('gives up after one, and says why', async () => {
    const { client, transport, count } = await scene()
    const wrong = withHumanCheck(transport, async () => 'no solution')
    await expect(client({ transport: wrong }).register(newcomer)).rejects.toMatchObject({
      code: 'human_check_required',
      status: 403,
    })
    expect(count('POST /v1/register')).toBe(2)
  })

  it('sends nothing more where nobody solves it', async () => {
    const { client, transport, count } = await scene()
    const none = withHumanCheck(transport, async () => null)
    await expect(client({ transport: none }).register(newcomer)).rejects.toMatchObject({
      code: 'human_check_required',
    })
    expect(count('POST /v1/register')).toBe(1)
  })

  it('leaves every other reply as it came, and what is said of a 403 to read', async () => {
    const { client, origin } = await open((app) => {
      app.get('/forbidden', (_request, reply) => reply.code(403).send({ reason: 'of its own' }))
    })
    const reply = await client({ transport: withHumanCheck() }).fetch(`${origin}/forbidden`)
    expect([reply.status, await reply.json()]).toEqual([403, { reason: 'of its own' }])
  })

  it('signs in after failures, as a mini program sends it', async () => {
    const { client, auth } = await scene()
    const address = '127.0.0.1'
    const wrong = { phone: '13800138000', password: 'wrong' }
    for (const _ of [1, 2]) await auth.login(wrong, { address }).catch(() => undefined)
    const transport = wxTransport(miniProgram())
    const mini = client({ transport: withHumanCheck(transport) as never })
    await mini.login({ phone: '13800138000', password })
  })

  it('stops where nobody waits any more', async () => {
    const { client, transport } = await scene()
    const stop = new AbortController()
    const given: unknown[] = []
    const stopping = withHumanCheck(transport, async (data, signal) => {
      stop.abort()
      const solution = await solveHumanCheck(data, signal)
      given.push(solution)
      return solution
    })
    const registering = client({ transport: stopping }).register(newcomer, { signal: stop.signal })
    await expect(registering).rejects.toMatchObject({ code: 'aborted' })
    expect(given).toEqual([null])
  })
})

describe('solving', () => {
  const hash = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

  /** A challenge with this number for its answer, by the digest of the platform. */
  function challenge(counter: number, cost: number) {
    const [nonce, salt] = [randomBytes(16), randomBytes(16)]
    const number = Buffer.alloc(4)
    number.writeUInt32BE(counter)
    let key = hash(Buffer.concat([salt, nonce, number]))
    for (let n = 1; n < cost; n += 1) key = hash(key)
    const parameters = {
      algorithm: 'SHA-256',
      nonce: nonce.toString('hex'),
      salt: salt.toString('hex'),
      cost,
      keyLength: 32,
      keyPrefix: key.toString('hex').slice(0, 32),
    }
    return { parameters, signature: 'theirs' }
  }

  const dataOf = (given: unknown): HumanCheckData => ({
    challenge: JSON.stringify(given),
    provider: null,
    site_key: null,
  })

  /** A clock that goes on by so many seconds each time it is looked at. */
  const passing = (clock: ReturnType<typeof standingClock>, seconds: number) => ({
    ...clock,
    now() {
      clock.advance(seconds)
      return clock.now()
    },
  })

  it('finds the number, whatever it is', async () => {
    for (const [counter, cost] of [
      [0, 1],
      [1, 3],
      [7, 12],
      [8, 12],
      [999, 96],
    ] as const) {
      const given = challenge(counter, cost)
      const solution = await solveHumanCheck(dataOf(given))
      const read = JSON.parse(Buffer.from(solution ?? '', 'base64').toString())
      expect(read).toMatchObject({ challenge: given, solution: { counter } })
    }
  })

  it('lets others have a turn between slices', async () => {
    const clock = standingClock()
    await solveHumanCheck(dataOf(challenge(100, 1)), null, passing(clock, 0.02))
    expect(clock.waits.length).toBeGreaterThan(10)
  })

  it('ends when the challenge is over', async () => {
    const never = { ...challenge(1, 1).parameters, keyPrefix: '0'.repeat(32) }
    const solving = solveHumanCheck(
      dataOf({ parameters: never }),
      null,
      passing(standingClock(), 1),
    )
    expect(await solving).toBeNull()
  })

  it.each([
    null,
    {},
    { parameters: null },
    { parameters: { ...challenge(1, 1).parameters, algorithm: 'ARGON2ID' } },
    { parameters: { ...challenge(1, 1).parameters, cost: 0 } },
    { parameters: { ...challenge(1, 1).parameters, cost: 1e300 } },
    { parameters: { ...challenge(1, 1).parameters, keyPrefix: '' } },
    { parameters: { ...challenge(1, 1).parameters, nonce: 'x' } },
  ])('gives up what is no challenge of ours (%#)', async (given) => {
    expect(await solveHumanCheck(dataOf(given))).toBeNull()
    expect(await solveHumanCheck({ ...dataOf(given), challenge: 'x' })).toBeNull()
  })

  it('digests as the platform does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 13 }), (given) => {
        const bytes = Buffer.alloc(given.length * 4)
        for (const [n, word] of given.entries()) bytes.writeInt32BE(word, n * 4)
        const words = Int32Array.from([...given, 0, 0, 0, 0, 0, 0, 0, 0])
        sha256(words, given.length, words)
        const digest = Buffer.alloc(32)
        for (let n = 0; n < 8; n += 1) digest.writeInt32BE(words[n] as number, n * 4)
        expect(digest).toEqual(hash(bytes))
      }),
    )
  })

  it('writes base64 as the platform does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), (text) => {
        expect(base64(text)).toBe(btoa(text))
      }),
    )
  })
})
