import { pbkdf2Sync } from 'node:crypto'
import { createRefreshTokens, publicRingFormat } from '@ztoken/token'
import { expect } from 'vitest'
import { createPasswords } from '../src/ground/password/index.ts'
import {
  type Caller,
  type Core,
  type CoreOptions,
  createCore,
  type Grant,
  newAccount,
  type User,
  ZtokenError,
} from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { createFaultStore, type FaultStore, withNames } from './fault-store.ts'
import { knownAccounts } from './few-accounts.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { flask, nobody, password, phone, secrets, start } from './open.ts'
import { url } from './passkey-scene.ts'

/** A token, and the session that decides whether it holds; without one, its revocation does. */
export interface Door {
  readonly name: string
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly sessionId: string | null
  readonly revocationKey: string
}

/** One server, two people, some sessions open and one that is over; and a store that can fail. */
export interface Scene extends FaultStore {
  readonly core: Core
  readonly options: CoreOptions
  readonly user: Caller
  readonly doors: Door[]
  /** A token of nobody's session, from a Flask application. */
  readonly foreign: Door
  readonly one: Door
  readonly two: Door
  readonly heard: string[]
  readonly inbox: Inbox
  /** Of notices that were handed over, where people are told anything. */
  readonly noticeTokens: string[]
  /** A grant that was acknowledged: its tokens have to hold. */
  granted(grant: Grant): unknown
  now(): number
  advance(seconds: number): void
}

export const userId = '17'
export const adminId = 'admin'
export const oldPassword = 'kept by another application'
/** werkzeug, as a Flask application stored it: cheap to verify, and renewed at the next login. */
const oldHash = `pbkdf2:sha256:1000$salt$${pbkdf2Sync(oldPassword, 'salt', 1000, 32, 'sha256').toString('hex')}`

const refreshTokens = createRefreshTokens(secrets)
const passwords = createPasswords(cheapHashes)
const hash = await passwords.hash(password, nobody)
await passwords.close()

function person(id: string, number: string, roles: readonly string[]): User {
  const profile = { name: id, avatar: null, intro: null, level: 0, ban: null }
  return { id, phone: number, email: null, username: null, ...profile, roles, createdAt: start }
}

export async function openScene(given: Partial<CoreOptions> = {}): Promise<Scene> {
  const faults = createFaultStore()
  let now = start
  const clock = (): number => now
  const inbox = createInbox()
  const noticeTokens: string[] = []
  await faults.inner.addAccount(newAccount(person(userId, `+86${phone}`, []), hash))
  await faults.inner.addAccount(newAccount(person(adminId, '+8613900000000', ['admin']), oldHash))
  const options: CoreOptions = {
    store: faults.store,
    secrets,
    issueFormat: publicRingFormat(),
    acceptFormats: [flask],
    sharedLimits: true,
    storeTimeoutMilliseconds: 20,
    pollMilliseconds: 86_400_000,
    webhooks: [{ url: 'https://a.example/' }],
    passwords: cheapHashes,
    knownAccounts,
    report: () => undefined,
    senders: inbox.senders,
    passkeys: { url },
    clock,
    monotonic: clock,
    ...given,
    ...(given.notify && { notify: { sms: async ({ token }) => void noticeTokens.push(token) } }),
  }
  const core = await createCore(options)
  const doors: Door[] = []

  function doorOf(name: string, accessToken: string): Door {
    const { sessionId, token } = core.authenticate(accessToken)
    const refreshToken = sessionId && refreshTokens.issue({ sid: sessionId, counter: 0 })
    const { revocationKey } = token
    return { name, accessToken, refreshToken, sessionId, revocationKey }
  }

  async function opened(name: string, id: string): Promise<Door> {
    now += 1000
    const token = await core.createToken(id, { device: name, address: '192.0.2.7' })
    const door = doorOf(name, token)
    doors.push(door)
    return door
  }

  const former = await opened('former', userId)
  await core.logout(former.accessToken)
  const one = await opened('one', userId)
  const two = await opened('two', userId)
  await opened('admin', adminId)
  now += 1000
  const seconds = now / 1000
  const foreign = doorOf('foreign', flask.sign({ id: userId }, seconds - 1, seconds + 9_999_999))
  doors.push(foreign)
  const heard: string[] = []
  core.on('*', ({ id }) => heard.push(id))

  return {
    ...faults,
    core,
    options,
    user: core.authenticate(one.accessToken),
    doors,
    foreign,
    one,
    two,
    heard,
    inbox,
    noticeTokens,
    granted({ accessToken, refreshToken, session, user }) {
      doors.push({ ...doorOf('granted', accessToken), refreshToken })
      return { phone: user.phone, refreshToken: refreshTokens.read(refreshToken)?.counter, session }
    },
    now: clock,
    advance(lapse) {
      now += lapse * 1000
    },
  }
}

/** What came of it: the value, or the code. Anything that is no ZtokenError fails the test. */
export async function outcomeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    return withNames([(await run()) ?? null])[0] ?? ''
  } catch (error) {
    if (!(error instanceof ZtokenError)) throw error
    if (error.message.includes('canary')) throw new Error('the fault is shown', { cause: error })
    if (error.code === 'unavailable') expect(error.retryAfterSeconds).toBeGreaterThan(0)
    return error.code
  }
}
