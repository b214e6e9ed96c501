import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCore, type Session } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { requestText } from './client.ts'
import { at, guardedLoad, secret, serve } from './serving.ts'

/**
 * One account with 20,000 sessions, of a database in which there was no bound, does everything it
 * can, one thing after the other, while somebody else sends guarded requests at a fixed rate. Each
 * thing meets the same 20,000 sessions; what leaves them as they are is done again for as long as a
 * phase lasts.
 */
const port = 18_085
const piled = Number(process.env.SESSIONS ?? 20_000)
const guardedPerSecond = Number(process.env.GUARDED ?? 300)
const phaseMilliseconds = 3000
const bar = 20

const crowd = { phone: '13800138000', password: 'a long enough phrase' }
const other = { phone: '13800138001', password: 'a long enough phrase' }

interface Seed {
  readonly crowded: string
  readonly guarded: string
}

/** Makes the database that every phase begins with. */
async function seed(file: string): Promise<Seed> {
  const store = await sqliteStore(file)
  const secrets = importSecrets(secret)
  const core = await createCore({ store, secrets, issueFormat: encryptedFormat(secrets) })
  const [one, two] = [await core.register(crowd), await core.register(other)]
  const open = (n: number) => {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    const at = one.session.createdAt - 10 * n
    const session: Session = { ...one.session, id, createdAt: at, usedAt: at, device: 'a device' }
    return store.openSession({
      session,
      epoch: 0,
      policy: {
        maximum: null,
        whenFull: 'end_oldest',
        oneForEachKind: false,
        now: 0,
        usedBefore: 0,
        openedBefore: 0,
      },
      end: { reason: 'replaced', at, revokedUntil: 0 },
      recordEnd: () => {
        throw new Error('nothing ends')
      },
    })
  }
  for (let n = 0; n < piled; n += 1000) {
    await Promise.all(Array.from({ length: Math.min(1000, piled - n) }, (_, m) => open(n + m)))
  }
  const [entry] = (await core.searchAudit({ userId: one.user.id })).items
  if (entry === undefined) throw new Error('nothing was recorded')
  for (let n = 0; n < piled; n += 1000) {
    const entries = Array.from({ length: 1000 }, (_, m) => ({ ...entry, id: `entry-${n + m}` }))
    await store.addAudit(entries.map((one) => ({ ...one, deliverTo: [] })))
  }
  await core.close()
  return { crowded: one.accessToken, guarded: two.accessToken }
}

type Act = (send: Send) => Promise<void>
type Send = (method: string, path: string, body?: object) => Promise<string>

const acts: Readonly<Record<string, Act>> = {
  nothing: () => pause(100),
  'its sessions, page after page': async (send) => {
    let query = ''
    for (let n = 0; n < 50; n += 1) {
      const text = await send('GET', `/v1/me/sessions${query}`)
      const { data } = JSON.parse(text) as { data: { next: string | null } }
      if (data.next === null) return
      query = `?after=${encodeURIComponent(data.next)}`
    }
  },
  'everything kept about it': async (send) => void (await send('GET', '/v1/me/export')),
  'wrong passwords at its phone': async (send) =>
    void (await send('POST', '/v1/login', { ...crowd, password: 'a wrong guess' })),
  'a login': async (send) => void (await send('POST', '/v1/login', crowd)),
  'its other sessions ended': async (send) => void (await send('DELETE', '/v1/me/sessions')),
  'a new password': async (send) =>
    void (await send('PUT', '/v1/me/password', {
      password: crowd.password,
      new_password: 'another long phrase',
    })),
  'its account deleted': async (send) => void (await send('DELETE', '/v1/me')),
}

const leaves: ReadonlySet<string> = new Set([
  'nothing',
  'its sessions, page after page',
  'everything kept about it',
  'wrong passwords at its phone',
])

function sender(token: string): Send {
  return async (method, path, body) => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        'z-token': token,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    // A wrong password is answered as one, or as one too many.
    if (![200, 401, 429].includes(reply.status)) throw new Error(`${method} ${path}: ${text}`)
    return text
  }
}

const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
try {
  const seeded = await seed(join(directory, 'seed.db'))
  const guarded = requestText('GET', '/v1/me', { 'z-token': seeded.guarded })
  console.log(
    `\n### ${piled} sessions of one account; ${guardedPerSecond} guarded requests a second\n`,
  )
  console.log(
    '| what it does | times | ms each | guarded p50 | p99 | longest |\n|---|---|---|---|---|---|',
  )
  for (const [name, act] of Object.entries(acts)) {
    const file = join(directory, 'phase.db')
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    copyFileSync(join(directory, 'seed.db'), file)
    const child = await serve(file, port)
    const send = sender(seeded.crowded)
    let isOver = false
    const load = guardedLoad({
      ...{ port, text: guarded, perSecond: guardedPerSecond },
      isOver: () => isOver,
    })
    await pause(200)
    const began = performance.now()
    let times = 0
    do {
      await act(send)
      times += 1
    } while (leaves.has(name) && performance.now() - began < phaseMilliseconds)
    const each = (performance.now() - began) / times
    isOver = true
    const found = await load
    const [p50, p99, longest] = [0.5, 0.99, 1].map((share) => at(share, found).toFixed(1))
    const isBeyond = Number(p99) > bar ? ' (beyond the bar)' : ''
    console.log(
      `| ${name} | ${times} | ${each.toFixed(0)} | ${p50} ms | ${p99} ms${isBeyond} | ${longest} ms |`,
    )
    child.kill()
    await once(child, 'exit')
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
