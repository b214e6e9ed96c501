import { readFileSync } from 'node:fs'
import { readFlaskUsers } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets, itsdangerousFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { open, secret } from './open.ts'

interface Person {
  readonly id: number
  readonly phone: string
  readonly password: string
  readonly name: string | null
  readonly head_portrait: string | null
  readonly intro: string | null
  readonly level: number | null
}

const { people } = JSON.parse(readFileSync('fixtures/flask-app-people.json', 'utf8')) as {
  people: Person[]
}

describe('moving from the Flask application', () => {
  it('everybody signs in as before, sees the same and has an argon2id hash from then on', async () => {
    const { app, core } = await open()
    const run = core.createImport({ dryRun: false })
    const users = await readFlaskUsers('fixtures/flask-app.db')
    expect(users).toHaveLength(people.length)
    for (const user of users) expect(await run.add(user)).toBe('added')
    for (const person of people) {
      const { id, phone, password, ...shown } = person
      const login = await app.inject({
        method: 'POST',
        url: '/login',
        payload: { phone, password },
      })
      expect(login.json()).toMatchObject({ code: 0, msg: '成功' })
      const token = (login.json() as { data: string }).data
      const detail = await app.inject({ url: '/user/detail', headers: { 'z-token': token } })
      const { head_portrait, intro, level, name } = shown
      expect(detail.json()).toEqual({
        code: 0,
        msg: '成功',
        data: { head_portrait, intro, level, name, phone },
      })
      expect(await core.verifyToken(token)).toMatchObject({ id: String(id) })
    }
  }, 120_000)

  it('a dry run answers the same and writes nothing', async () => {
    const { core } = await open()
    const run = core.createImport({ dryRun: true })
    for (const user of await readFlaskUsers('fixtures/flask-app.db')) {
      expect(await run.add(user)).toBe('added')
    }
    expect(await core.listUsers({ after: null, limit: 1 })).toEqual([])
  })

  it('A205 two rows that collapse to one phone are reported and never merged', async () => {
    const { core } = await open()
    const run = core.createImport({ dryRun: false })
    const [first] = await readFlaskUsers('fixtures/flask-app.db')
    if (first === undefined) throw new Error('the fixture is empty')
    expect(await run.add(first)).toBe('added')
    expect(await run.add({ ...first, id: '9001', phone: `+86 ${first.phone}` })).toBe('phone_taken')
    expect(await run.add({ ...first, phone: '13900000000' })).toBe('id_taken')
    expect(await run.add({ ...first, id: '9002', phone: '123' })).toBe('phone_invalid')
    expect(await run.add({ ...first, id: '../1', phone: '13900000001' })).toBe('id_invalid')
    const unknown = { ...first, id: '9003', phone: '13900000002', passwordHash: 'plain$$secret' }
    expect(await run.add(unknown)).toBe('password_hash_unknown')
    const again = core.createImport({ dryRun: false })
    expect(await again.add(first)).toBe('already_there')
    expect(await core.listUsers({ after: null, limit: 9 })).toHaveLength(1)
  })

  it('a token minted by the Flask application before the move opens the door', async () => {
    const secrets = importSecrets(secret)
    const flask = itsdangerousFormat({ secrets: ['the flask secret'] })
    const { app, core, clock } = await open({
      secrets,
      issueFormat: encryptedFormat(secrets),
      acceptFormats: [flask],
    })
    const run = core.createImport({ dryRun: false })
    for (const user of (await readFlaskUsers('fixtures/flask-app.db')).slice(0, 3))
      await run.add(user)
    const now = clock.now() / 1000
    const token = flask.sign({ id: 2 }, now, now + 3600)
    const show = (): Promise<{ json(): { code: number } }> =>
      app.inject({ url: '/user/detail', headers: { 'z-token': token } })
    expect((await show()).json()).toMatchObject({ code: 0, data: { name: '李四' } })
    await core.logout(token)
    expect((await show()).json()).toEqual({ code: 4101, msg: '登录已过期' })
  })
})
