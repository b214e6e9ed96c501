import { randomBytes, randomInt } from 'node:crypto'
import type { User } from '@ztoken/core'
import { createZtoken, memory, type Ztoken, type ZtokenOptions } from './library.ts'

/** Whom a test signs in; everything may be left out. */
export interface TestPerson {
  /** A number that nobody has yet unless given. */
  readonly phone?: string
  readonly name?: string
  /** Roles that exist. */
  readonly roles?: readonly string[]
  /** What they may do besides: a role of their own is made that holds it. */
  readonly permissions?: readonly string[]
}

/** Somebody who is signed in. */
export interface TestCaller {
  readonly user: User
  readonly token: string
  readonly refreshToken: string
  /** To send with a request: `{ authorization: 'Bearer …' }`. */
  readonly headers: { readonly authorization: string }
  readonly phone: string
  readonly password: string
}

/** ztoken for the tests of an application. */
export interface TestKit {
  /** All of ztoken, in memory, by the clock of the test. */
  readonly auth: Ztoken
  /** Milliseconds since 1970, by that clock; it stands still until `advance`. */
  now(): number
  /** Moves the clock on: tokens expire, sessions grow idle, waits end. */
  advance(seconds: number): void
  /**
   * Somebody new who is signed in.
   *
   * @throws ZtokenError `phone_taken`, `role_unknown`.
   * @example
   * const admin = await kit.signIn({ permissions: ['user:*'] })
   * await app.inject({ url: '/reports', headers: admin.headers })
   */
  signIn(person?: TestPerson): Promise<TestCaller>
  /** Ends everything. */
  close(): Promise<void>
}

/** Hashes that cost next to nothing: never for people. */
const cheap = { memoryKibibytes: 8, passes: 1 }

/**
 * Opens ztoken for tests: a store in memory, a secret of its own, a clock that stands still and
 * hashes that take no time. Other options as of `createZtoken`.
 *
 * @throws what `createZtoken` throws.
 * @example
 * const kit = await createTestKit()
 * const caller = await kit.signIn()
 * kit.advance(3601)
 * expect(await kit.auth.verifyToken(caller.token)).toBeNull()
 * await kit.close()
 */
export async function createTestKit(
  options: Partial<Omit<ZtokenOptions, 'clock' | 'monotonic'>> = {},
): Promise<TestKit> {
  let now = Date.UTC(2026, 0, 1)
  const clock = (): number => now
  const auth = await createZtoken({
    secret: randomBytes(32).toString('base64url'),
    store: memory(),
    ...options,
    clock,
    monotonic: clock,
    passwords: { hashCost: cheap, ...options.passwords },
  })
  const password = randomBytes(16).toString('hex')

  return {
    auth,
    now: clock,
    advance(seconds) {
      now += seconds * 1000
    },
    async signIn({ phone = anyPhone(), name = '张三', roles = [], permissions = [] } = {}) {
      const own = permissions.length > 0 ? [`test-${randomBytes(6).toString('hex')}`] : []
      for (const role of own) await auth.putRole({ name: role, permissions: [...permissions] })
      await auth.createUser({ phone, password, name, roles: [...roles, ...own] })
      const { user, accessToken: token, refreshToken } = await auth.login({ phone, password })
      const headers = { authorization: `Bearer ${token}` }
      return { user, token, refreshToken, headers, phone, password }
    },
    close: () => auth.close(),
  }
}

function anyPhone(): string {
  return `+86139${randomInt(1e8).toString().padStart(8, '0')}`
}
