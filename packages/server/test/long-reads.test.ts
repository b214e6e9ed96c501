import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { addPerson, type Send, sender } from './client.ts'
import { open, temporaryDirectory } from './open.ts'

/** The application on a file that counts as large, or as small. */
async function opened(file: string, threadFromBytes: number) {
  const { app, core } = await open({ store: await sqliteStore(file, { threadFromBytes }) })
  return { core, send: sender(app) }
}

/** Without what is drawn anew for each reply, the cursors. */
async function contents(send: Send, token: string, url: string): Promise<object> {
  const { status, data } = await send('GET', url, { token })
  return { status, ...data, next: data?.next === null }
}

it('what an administrator asks is answered by the thread that reads as it is without one', async () => {
  const file = join(temporaryDirectory(), 'app.db')
  const large = await opened(file, 0)
  const small = await opened(file, Number.POSITIVE_INFINITY)
  const admin = await addPerson(large.core, ['user:read', 'audit:read'])
  const person = await addPerson(large.core)
  for (const url of [
    ...['/v1/users', '/v1/users?limit=1', `/v1/users?search=${person.phone}`, '/v1/users?search=x'],
    ...['/v1/audit', '/v1/audit?limit=1', `/v1/audit?user=${person.id}&event=user_registered`],
    `/v1/audit?user=${person.id}&from=2020-01-01T00:00:00Z`,
  ]) {
    const answer = await contents(large.send, admin.token, url)
    expect(answer, url).toMatchObject({ status: 200 })
    expect(answer, url).toEqual(await contents(small.send, admin.token, url))
  }
})

it('an administrator does not notice that the thread has died at rest', async () => {
  const { core, send } = await opened(join(temporaryDirectory(), 'app.db'), 0)
  const { token } = await addPerson(core, ['user:read'])
  const threads: Worker[] = []
  const listen = (worker: Worker): number => threads.push(worker)
  process.on('worker', listen)
  onTestFinished(() => void process.off('worker', listen))
  for (const started of [1, 2]) {
    expect((await send('GET', '/v1/users', { token })).status).toBe(200)
    expect(threads).toHaveLength(started)
    await threads.at(-1)?.terminate()
  }
})
