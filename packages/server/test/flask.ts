import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { itsdangerousFormat } from '@ztoken/token'
import { onTestFinished } from 'vitest'

export interface Person {
  readonly id: number
  readonly phone: string
  readonly password: string
  readonly name: string
  readonly hash_method: string
}

const secret = 'the SECRET_KEY of the Flask application'
const format = itsdangerousFormat({ secrets: [secret] })

/** The people in fixtures/flask-app.db. */
export const { people } = JSON.parse(readFileSync('fixtures/flask-app-people.json', 'utf8')) as {
  people: Person[]
}

/**
 * Plays the Flask application, of which there is none here: its two routes on the fixture's people,
 * with tokens that carry what its serializer writes and are read as its serializer reads them
 * (tested against the real ones in itsdangerous-vectors.test.ts).
 */
export async function playFlask(): Promise<string> {
  const server = createServer(async (request, reply) => {
    let body = ''
    for await (const piece of request) body += piece
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify(request.url === '/login' ? login(body) : detail(request.headers)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function login(body: string): object {
    const { phone, password } = JSON.parse(body)
    const person = people.find((one) => one.phone === phone && one.password === password)
    if (person === undefined) return { code: 4103, msg: '手机号或密码错误' }
    return { code: 0, msg: '成功', data: mint(person.id) }
  }

  function detail(headers: NodeJS.Dict<string | string[]>): object {
    const person = flaskReads(String(headers['z-token']))
    if (person === undefined) return { code: 4101, msg: '登录已过期' }
    return { code: 0, msg: '成功', data: { name: person.name, phone: person.phone } }
  }
}

/** A token as the Flask application mints one now, or did so many seconds ago. */
export function mint(id: number, secondsAgo = 0): string {
  const now = Math.floor(Date.now() / 1000) - secondsAgo
  return format.sign({ id }, now, now + 3600)
}

/** Whom the Flask application would find: `User.query.get(data['id'])`. */
export function flaskReads(token: string): Person | undefined {
  const opened = format.open(token)
  if (opened === null || opened.exp < Date.now() / 1000) return undefined
  const { id } = opened.payload as { id: unknown }
  return people.find((person) => person.id === id)
}
