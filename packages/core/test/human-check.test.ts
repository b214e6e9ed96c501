import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets } from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLoad } from '../src/ground/human-check/load.ts'
import type { CoreOptions } from '../src/index.ts'
import { failsWith, open, secrets } from './open.ts'
import { challengeOf, payloadOf, solve } from './solve.ts'

const route = '/v1/register'
const address = '192.0.2.7'
const due = failsWith('human_check_required')

async function scene(options: Partial<CoreOptions> = {}) {
  const opened = await open({ humanCheck: true, ...options })
  const show = (solution: string | null, more: object = {}) =>
    opened.core.requireHumanCheck({ route, address, solution, ...more })
  const refused = (solution: string | null = null, more: object = {}): Promise<unknown> =>
    show(solution, more).then(
      () => 'passed',
      (error) => error,
    )
  const asked = async (more: object = {}) => challengeOf(await refused(null, more))
  const solved = async (more: object = {}) => payloadOf(await solve(await asked(more)))
  return { ...opened, show, refused, asked, solved }
}

describe('a human check', () => {
  it('is asked for by a challenge, which lets whoever solves it through', async () => {
    const { show, solved, core } = await scene()
    await show(await solved())
    expect(core.work().humanChecks).toEqual({ issued: 1, passed: 1 })
  })

  it('is asked of nobody unless it is on', async () => {
    const { show } = await scene({ humanCheck: false })
    await show(null)
    await show('x')
  })

  it('A321 that is wrong, old, of a foreign route or address, or spent is asked for anew', async () => {
    const { show, refused, asked, solved, advance } = await scene()
    const right = await solve(await asked())
    const wrong = [
      { ...right, solution: { ...right.solution, counter: right.solution.counter + 1 } },
      { ...right, solution: { ...right.solution, derivedKey: '00'.repeat(32) } },
      { ...right, solution: { ...right.solution, counter: String(right.solution.counter) } },
      { ...right, solution: null },
    ].map(payloadOf)
    const names = new Set<string>()
    for (const one of wrong) {
      const refusal = await refused(one)
      expect(refusal).toMatchObject(due)
      names.add(challengeOf(refusal).signature)
    }
    expect(names.size).toBe(wrong.length)
    const payload = payloadOf(right)
    expect(await refused(payload, { route: '/v1/codes' })).toMatchObject(due)
    expect(await refused(payload, { address: '192.0.2.8' })).toMatchObject(due)
    expect(await refused(payload, { address: null })).toMatchObject(due)
    // None of these spent it.
    await show(payload)
    expect(await refused(payload)).toMatchObject(due)
    const late = await solved()
    advance(119)
    const later = await solved()
    advance(1)
    expect(await refused(late)).toMatchObject(due)
    await show(later)
    advance(119)
    expect(await refused(later)).toMatchObject(due)
  })

  it('A321 of which the client lowered the cost, or wrote anything else, is not ours', async () => {
    const { refused, asked } = await scene()
    const challenge = await asked()
    const { parameters, signature } = challenge
    for (const forged of [
      { parameters: { ...parameters, cost: 1, keyPrefix: '00' }, signature },
      { parameters: { ...parameters, keyPrefix: '00' }, signature },
      { parameters: { ...parameters, data: { expires: 9e15 } }, signature },
    ]) {
      expect(await refused(payloadOf(await solve(forged)))).toMatchObject(due)
    }
    const foreign = await scene({
      secrets: importSecrets('aB3dE6gH9jK2mN5pQ8sT1vW4yZ7xC0fL-other'),
    })
    expect(await refused(await foreign.solved())).toMatchObject(due)
    const other = await scene({ audience: 'shop' })
    expect(await refused(await other.solved())).toMatchObject(due)
  })

  it.each([
    '',
    'x',
    '{}',
    payloadOf(null),
    payloadOf([]),
    payloadOf({ challenge: null, solution: null }),
    payloadOf({ challenge: { parameters: null, signature: '' } }),
    payloadOf({
      challenge: { parameters: { data: { expires: 9e15 } }, signature: 'é'.repeat(64) },
    }),
    payloadOf({ challenge: { parameters: { data: { expires: 9e15 } }, signature: [] } }),
    Buffer.from('{"a":'.repeat(500)).toString('base64'),
    'A'.repeat(100_000),
    'turnstile:x',
  ])('that is no solution at all is asked for (%#)', async (shown) => {
    const { refused } = await scene()
    expect(await refused(shown)).toMatchObject(due)
  })

  it('A321 of one solution shown on two servers at once one counts', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ztoken-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const file = join(directory, 'app.db')
    const one = await scene({ store: await sqliteStore(file) })
    const two = await scene({ store: await sqliteStore(file) })
    const solution = await one.solved()
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).refused(solution)),
    )
    expect(all.filter((outcome) => outcome === 'passed')).toHaveLength(1)
    expect(all.filter((outcome) => outcome instanceof Error)).toHaveLength(19)
  })

  it('holds while the secret is replaced', async () => {
    const before = await scene()
    const solution = await before.solved()
    const newer = importSecrets('aB3dE6gH9jK2mN5pQ8sT1vW4yZ7xC0fL-newer')
    const after = await scene({ secrets: [...newer, ...secrets] })
    await after.show(solution)
  })

  it('A322 asked for by the thousand is counted, leaves nothing, and is dearer for who asks alone', async () => {
    const { core, store, asked, advance } = await scene()
    const { cost } = (await asked({ address: '198.51.100.9' })).parameters
    for (let n = 0; n < 1000; n += 1) await asked()
    expect(core.work().humanChecks.issued).toBe(1001)
    expect((await asked()).parameters.cost).toBe(8 * cost)
    expect((await asked({ address: '198.51.100.9' })).parameters.cost).toBe(cost)
    // Whatever was left would have been over by now.
    advance(3600)
    expect(await store.sweepAttempts(Number.MAX_SAFE_INTEGER)).toBe(0)
    expect((await asked()).parameters.cost).toBe(cost)
  })

  it('A322 solved by the hundred is dearer for everybody, for a while', () => {
    let now = 0
    const load = createLoad(() => now)
    const dearness = (): number => load.issued(`10.0.0.${now}`)
    for (const expected of [1, 2, 4, 8, 8]) {
      expect(dearness()).toBe(expected)
      for (let n = 0; n < 300; n += 1) load.solved()
    }
    now += 60_000
    expect(dearness()).toBe(8)
    now += 180_000
    expect(dearness()).toBe(1)
  })

  it('is for a route that is a short text', async () => {
    const { show } = await scene()
    for (const given of ['', 'a\0b', 'x'.repeat(129)]) {
      await expect(show(null, { route: given })).rejects.toBeInstanceOf(TypeError)
    }
  })
})

describe('another provider', () => {
  const provider = (verify: (token: string) => Promise<boolean>) => ({
    humanCheckProvider: { name: 'turnstile', siteKey: 'site', verify },
  })

  it('is offered beside a proof of work that is dearer, and its word counts', async () => {
    const { show, refused, solved } = await scene(provider(async (token) => token === 'good'))
    const refusal = await refused()
    expect(refusal).toMatchObject({ data: { provider: 'turnstile', site_key: 'site' } })
    const { cost } = challengeOf(refusal).parameters
    const alone = await scene()
    expect(cost).toBe(4 * (await alone.asked()).parameters.cost)
    await show('turnstile:good')
    expect(await refused('turnstile:bad')).toMatchObject(due)
    expect(await refused('hcaptcha:good')).toMatchObject(due)
    await show(await solved())
  })

  it('A323 that is down lets nobody through: a proof of work is asked for, then it is tried again', async () => {
    let isDown = true
    const reports: unknown[] = []
    let questions = 0
    const { show, refused, solved, advance } = await scene({
      ...provider(async () => {
        questions += 1
        if (isDown) throw new Error('no answer')
        return true
      }),
      report: (error) => reports.push(error),
    })
    const refusal = await refused('turnstile:good')
    expect(refusal).toMatchObject({ ...due, data: { provider: null, site_key: null } })
    expect(reports).toHaveLength(1)
    await show(payloadOf(await solve(challengeOf(refusal))))
    await show(await solved())
    expect(await refused('turnstile:good')).toMatchObject(due)
    expect(questions).toBe(1)
    isDown = false
    advance(30)
    await show('turnstile:good')
  })

  it('has a name that can stand before a colon', async () => {
    const named = { name: 'a:b', siteKey: 'site', verify: async () => true }
    await expect(open({ humanCheck: true, humanCheckProvider: named })).rejects.toBeInstanceOf(
      TypeError,
    )
  })
})
