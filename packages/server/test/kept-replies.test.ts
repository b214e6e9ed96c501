import { join } from 'node:path'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { describe, expect, it } from 'vitest'
import { addPerson } from './client.ts'
import { open, temporaryDirectory } from './open.ts'

const paths = ['/user/detail', '/v1/me', '/v1/caller']
const languages = ['zh-CN', 'en', 'zh-CN']

/** A server that keeps what it answers, and one on the same database that remembers nobody. */
async function openBoth() {
  const file = join(temporaryDirectory(), 'app.db')
  const keeping = await open({ store: await sqliteStore(file) })
  const anew = await open({ store: await sqliteStore(file), knownAccounts: 0 })
  return {
    core: keeping.core,
    keeping: keeping.app,
    anew: anew.app,
    hear: () => anew.core.syncRevocations(),
  }
}

type Both = Awaited<ReturnType<typeof openBoth>>

/** Each reply twice, so that the second was kept; the other server's beside it. */
async function expectTheSame({ keeping, anew }: Both, tokens: readonly string[]): Promise<void> {
  for (const method of ['GET', 'HEAD'] as const) {
    for (const url of paths) {
      for (const language of languages) {
        for (const token of tokens) {
          const headers = { 'z-token': token, 'accept-language': language }
          const [first, second, other] = [
            await keeping.inject({ method, url, headers }),
            await keeping.inject({ method, url, headers }),
            await anew.inject({ method, url, headers }),
          ].map(({ statusCode, body, headers: { date, 'x-request-id': id, ...rest } }) => ({
            statusCode,
            body: body.replace(String(id), 'its own'),
            rest,
          }))
          expect(first, `${method} ${url} ${language}`).toEqual(other)
          expect(second, `${method} ${url} ${language}`).toEqual(other)
        }
      }
    }
  }
}

describe('a reply that is kept', () => {
  it('is what would be made anew: in each language, of each person, with its headers', async () => {
    const both = await openBoth()
    const { token } = await addPerson(both.core)
    const { token: another } = await addPerson(both.core)
    await expectTheSame(both, [token, another])
  })

  it.each<[string, (both: Both, id: string, token: string) => Promise<unknown>]>([
    [
      'another name',
      ({ core }, _id, token) => core.updateUser(core.authenticate(token), { name: '李四 é' }),
    ],
    ['a ban', ({ core }, id) => core.ban(id)],
    ['a kick-out', ({ core }, id) => core.kickOut(id)],
    ['a deleted account', ({ core }, id) => core.deleteAccount(id)],
  ])('is none any more after %s', async (_name, change) => {
    const both = await openBoth()
    const { id, token } = await addPerson(both.core)
    const { token: another } = await addPerson(both.core)
    await expectTheSame(both, [token, another])
    await change(both, id, token)
    await both.hear()
    await expectTheSame(both, [token, another])
  })
})
