import { type Connection, openConnection, requestText } from './client.ts'

/** What a session of the load knows of itself. */
interface Session {
  access: string
  refresh: string
}

/** How often each kind of request was answered, by status. */
export type Tally = Record<string, number>

export interface MixedLoad {
  /** One tenth of a second of it. */
  tick(n: number): Promise<void>
  readonly tally: Tally
}

interface People {
  readonly port: number
  readonly password: string
  readonly administrator: string
  readonly phones: readonly string[]
}

const one = <Item>(items: readonly Item[]): Item =>
  items[Math.floor(Math.random() * items.length)] as Item

type Line = Pick<Connection, 'send'>

/** One request after another, on a connection that is new before the server closes the old one. */
function openLine(port: number): Line {
  const mostRequests = 9000
  let connection = openConnection(port)
  let sent = 0
  let before: Promise<unknown> = Promise.resolve()
  return {
    send(text) {
      const answer = before.then(() => {
        sent += 1
        if (sent % mostRequests === 0) {
          connection.close()
          connection = openConnection(port)
        }
        return connection.send(text)
      })
      before = answer.catch(() => undefined)
      return answer
    },
  }
}

/**
 * What people do in an hour, all of it at once: ten guarded requests a tick, a login a second, a
 * refresh whenever a token is over, and now and then a logout, a wrong password, a new name, a
 * kick-out, an account that is made and deleted, an administrator who searches.
 */
export function mixedLoad({ port, password, administrator, phones }: People): MixedLoad {
  const lines = Array.from({ length: 8 }, () => openLine(port))
  const sessions: Session[] = []
  const tally: Tally = {}
  let admin = ''
  let made = 0
  let turn = 0

  async function ask(method: string, path: string, token = '', body: object | null = null) {
    const line = lines[turn++ % lines.length] as Line
    const headers = token === '' ? {} : { 'z-token': token }
    const text = requestText(method, path, headers, body === null ? '' : JSON.stringify(body))
    const { status, body: answer } = await line.send(text)
    const name = `${method} ${path.replace(/[0-9a-f-]{36}/, ':id').split('?')[0]} ${status}`
    tally[name] = (tally[name] ?? 0) + 1
    return { status, data: status < 300 ? JSON.parse(answer).data : null }
  }

  async function login(phone: string): Promise<Session | null> {
    const { data } = await ask('POST', '/v1/login', '', { phone, password })
    return data && { access: data.access_token, refresh: data.refresh_token }
  }

  function forget(session: Session): void {
    const at = sessions.indexOf(session)
    if (at !== -1) sessions.splice(at, 1)
  }

  async function guarded(): Promise<void> {
    if (sessions.length === 0) return
    const session = one(sessions)
    if ((await ask('GET', '/v1/me', session.access)).status === 200) return
    const { refresh } = session
    const { data } = await ask('POST', '/v1/refresh', '', { refresh_token: refresh })
    if (data === null) forget(session)
    else Object.assign(session, { access: data.access_token, refresh: data.refresh_token })
  }

  async function everySecond(second: number): Promise<void> {
    const session = await login(one(phones))
    if (session !== null) sessions.push(session)
    if (second % 3 === 0)
      await ask('POST', '/v1/login', '', { phone: one(phones), password: 'wrong' })
    if (second % 4 === 0 && sessions.length > 0) {
      const leaving = one(sessions)
      await ask('POST', '/v1/logout', leaving.access)
      forget(leaving)
    }
    if (second % 5 === 0 && session !== null) {
      await ask('PATCH', '/v1/me', session.access, { name: `named at ${second}` })
    }
    if (second % 10 === 0) await administer(second)
  }

  async function administer(second: number): Promise<void> {
    if (admin === '' || second % 60 === 0) admin = (await login(administrator))?.access ?? ''
    else admin = (await login(administrator))?.access ?? admin
    const { data } = await ask('GET', '/v1/users?search=named', admin)
    await ask('GET', '/v1/audit', admin)
    const victim = data?.users?.find(
      ({ phone }: { phone: string }) => !phone?.includes(administrator),
    )
    if (victim) await ask('DELETE', `/v1/users/${victim.id}/sessions`, admin)
    made += 1
    const phone = String(15_000_000_000 + made)
    const fresh = await ask('POST', '/v1/users', admin, { phone, password, name: 'for a while' })
    if (fresh.data !== null) await ask('DELETE', `/v1/users/${fresh.data.id}`, admin)
  }

  return {
    tally,
    async tick(n) {
      const requests = Array.from({ length: 10 }, guarded)
      if (n % 10 === 0) requests.push(everySecond(n / 10))
      await Promise.all(requests)
    },
  }
}
