import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createWebhooks,
  createZtoken,
  KeyError,
  memory,
  postgres,
  sqlite,
  type Ztoken,
} from 'ztoken'
import { requirePermission } from 'ztoken/express'

const secret = 'm1styped-S3cret-oF-32-bytes-at-least'
const cheap = { memoryKibibytes: 64, passes: 1 }

/** What JavaScript lets somebody write. */
const open = (options: Record<string, unknown>): Promise<Ztoken> =>
  createZtoken({ secret, store: memory(), passwords: { hashCost: cheap }, ...options })

async function opened(): Promise<Ztoken> {
  const auth = await open({})
  onTestFinished(() => auth.close())
  return auth
}

describe('what is written wrong is refused by its name', () => {
  it.each([
    [{ store: 'app.db' }, "store is no text: write sqlite('app.db')"],
    [{ store: 'postgres://me:word@db/app' }, 'store is no text: write postgres(url)'],
    [{ store: undefined }, "store is missing: sqlite('app.db'), postgres(url) or memory()"],
    [{ acessTokenSeconds: 60 }, 'no option acessTokenSeconds (did you mean accessTokenSeconds?)'],
    [{ somethingElse: 1 }, 'there is no option somethingElse'],
    [
      { webhooks: [{ url: 'https://a.example', events: ['logn'] }] },
      'there is no event logn (did you mean login?)',
    ],
  ])('an option: %j', async (options, words) => {
    const error = await open(options).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toContain(words)
    expect((error as Error).message).not.toContain('me:word')
  })

  it('an event', async () => {
    const auth = await opened()
    expect(() => auth.on('passwrd_changed' as 'login', () => {})).toThrow(
      'there is no event passwrd_changed (did you mean password_changed?)',
    )
    expect(() => auth.on('login', 'no function' as never)).toThrow('the listener is a function')
    expect(auth.on('*', () => {})).toBeTypeOf('function')
  })

  it('a permission, where a route is made and where a verb asks', async () => {
    const auth = await opened()
    expect(() => requirePermission(auth, 'user edit')).toThrow(
      'user edit is no permission: write it as user:edit',
    )
    await expect(auth.requirePermission({ userId: 'somebody' }, 'User:Edit')).rejects.toThrow(
      'User:Edit is no permission',
    )
  })
})

describe('a variable that is not set', () => {
  it('is said to be that, whatever it was to hold', async () => {
    const unset: string | undefined = undefined
    const error = await createZtoken({ secret: unset, store: memory() }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(KeyError)
    expect(error).toMatchObject({ code: 'secret_missing' })
    expect(() => sqlite(unset)).toThrow('sqlite: there is no path of a file')
    expect(() => postgres(unset)).toThrow('postgres: there is no URL')
    const endpoints = [{ url: 'https://a.example' }]
    const auth = await opened()
    expect(() => createWebhooks(auth, { endpoints, secret: unset })).toThrow('there is no secret')
  })
})
