import type { MetricsView } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import type { AppOptions } from '../src/server.ts'
import { sender } from './client.ts'
import { createClock, open } from './open.ts'

const token = 'metrics-token-of-32-characters-or-so'
type Peers = NonNullable<NonNullable<AppOptions['metrics']>['peers']>

/** As many ways to ask as there are processes; each asks all. */
function peersOf(count: number): Peers[] {
  const told = new Map<string, ((given: string) => Promise<unknown>)[]>()
  return Array.from({ length: count }, () => ({
    answer: (name, tell) => void told.set(name, [...(told.get(name) ?? []), tell]),
    ask: (name, given) => Promise.all((told.get(name) ?? []).map((tell) => tell(given))),
  }))
}

async function together() {
  const clock = createClock()
  const sides = []
  for (const peers of peersOf(2)) {
    const { app } = await open({}, { metrics: { tokens: [token], clock: clock.now, peers } })
    const send = sender(app)
    const read = async (after = 0): Promise<MetricsView> =>
      (await send('GET', `/v1/figures?after=${after}`, { token })).data
    sides.push({ send, read })
    // The second has begun to count later.
    clock.advance(1)
  }
  const [one, other] = sides
  if (one === undefined || other === undefined) throw new Error('there are two')
  return { clock, one, other }
}

describe('the figures of processes that answer at one address', () => {
  it('are one answer, whoever is asked', async () => {
    const { clock, one, other } = await together()
    for (let n = 0; n < 3; n += 1) await one.send('GET', '/healthz')
    for (let n = 0; n < 4; n += 1) await other.send('GET', '/healthz')
    clock.advance(5)
    const view = await one.read()
    expect(view).toMatchObject({ scope: 'server', totals: { requests: 7 } })
    expect(view.process.split('+')).toHaveLength(2)
    expect(view.points).toMatchObject([{ requests: 7 }])
    const [point] = view.points
    expect(point?.p99_ms).toBeGreaterThanOrEqual(point?.p50_ms ?? Number.NaN)
    const again = await other.read()
    expect(again).toMatchObject({ process: view.process, since: view.since })
    expect(again.points.map(({ at }) => at)).toEqual(view.points.map(({ at }) => at))
  })

  it('of every step are told once, from where one stopped', async () => {
    const { clock, one, other } = await together()
    let asked = 0
    const seen: number[] = []
    let last = 0
    for (let step = 0; step < 6; step += 1) {
      for (let n = 0; n <= step; n += 1) await (n % 2 === 0 ? one : other).send('GET', '/nowhere')
      clock.advance(5)
      const { points, totals } = await (step % 2 === 0 ? one : other).read(last)
      asked = totals.requests
      seen.push(...points.map(({ requests }) => requests))
      last = points.at(-1)?.at ?? last
    }
    expect(seen).toHaveLength(6)
    expect(seen.reduce((sum, requests) => sum + requests, 0)).toBe(asked)
  })

  it('add up for Prometheus, and of what both measure the worst is told', async () => {
    const { one, other } = await together()
    await one.send('GET', '/healthz')
    await other.send('GET', '/healthz')
    const { body } = await other.send('GET', '/metrics', { token })
    expect(body).toMatch(/_count\{method="GET",route="\/healthz",status="2xx"\} 2$/m)
    expect(body).toMatch(/^ztoken_sessions_active 0$/m)
    expect(body.match(/^# TYPE ztoken_sign_ins_total /gm)).toHaveLength(1)
  })
})
