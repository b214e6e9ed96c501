import assert from 'node:assert/strict'
import { check } from './checker.ts'
import { type Ask, createAsk, live, type Person } from './client.ts'
import { type ServerProcess, startServer } from './server-process.ts'

export interface KillRoundsOptions {
  readonly databaseUrl: string
  readonly kills: number
  readonly seed: number
  readonly admin: { readonly phone: string; readonly password: string }
}

export interface KillReport {
  readonly kills: number
  readonly people: number
  readonly acknowledged: number
  readonly unanswered: number
}

const peopleEachRound = 12
const shortestLifeMilliseconds = 100
const longestLifeMilliseconds = 1500
/** Of those of earlier rounds, so many are looked at again each time. */
const lookedAtAgain = 3

/**
 * Kills a server at random moments under mixed load, starts it again and holds it against what its
 * clients were told. Throws AssertionError at the first promise that was broken.
 */
export async function killRounds(options: KillRoundsOptions): Promise<KillReport> {
  const random = randomFrom(options.seed)
  const environment = { ZTOKEN_DATABASE_URL: options.databaseUrl }
  const everybody: Person[] = []
  let unanswered = 0
  let server = await startServer(environment)
  for (let round = 0; round < options.kills; round += 1) {
    const people = newPeople(round)
    const ask = createAsk(server.url)
    const adminToken = await signInAs(options.admin, ask)
    const lives = people.map((person) => live(person, ask, adminToken, random))
    await killAt(server, shortestLifeMilliseconds + random() * longestLifeMilliseconds)
    await Promise.all(lives)
    unanswered += people.filter(isUnsettled).length

    server = await startServer(environment)
    const again = createAsk(server.url)
    const freshToken = await signInAs(options.admin, again)
    const earlier = Array.from({ length: Math.min(lookedAtAgain, everybody.length) }, () =>
      everybody.at(Math.floor(random() * everybody.length)),
    )
    const looked = new Set([...people, ...earlier.filter((one) => one !== undefined)])
    await Promise.all([...looked].map((person) => check(person, again, freshToken)))
    everybody.push(...people)
  }
  await server.stop()
  const acknowledged = everybody.reduce((sum, person) => sum + person.acknowledged, 0)
  return { kills: options.kills, people: everybody.length, acknowledged, unanswered }
}

async function killAt(server: ServerProcess, milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  await server.kill()
}

async function signInAs(admin: KillRoundsOptions['admin'], ask: Ask): Promise<string> {
  const answer = await ask('POST', '/v1/login', { body: admin })
  assert.equal(answer?.status, 200, 'the administrator cannot sign in')
  return String(answer.data.access_token)
}

function isUnsettled({ registered, banned, nextPassword, sessions }: Person): boolean {
  const isAnyMaybe = registered === 'maybe' || banned === 'maybe' || nextPassword !== null
  return isAnyMaybe || sessions.some(({ ended }) => ended === 'maybe')
}

function newPeople(round: number): Person[] {
  return Array.from({ length: peopleEachRound }, (_, n) => ({
    phone: `138${String(round * peopleEachRound + n).padStart(8, '0')}`,
    id: null,
    password: 'a long enough phrase',
    nextPassword: null,
    registered: 'no' as const,
    banned: 'no' as const,
    sessions: [],
    acknowledged: 0,
  }))
}

/** The same rounds again for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
