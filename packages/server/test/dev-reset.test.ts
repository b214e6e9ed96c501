import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { place, printed, start } from './place.ts'

const command = 'dev --reset'
const people = { phone: '13800138000', password: 'pass-word-0' }

function addressIn(text: string): string {
  return /listens on (\S+)/.exec(text)?.[1] ?? ''
}

/** PUT where somebody is signed in. */
async function send(address: string, path: string, body: object, token?: string) {
  const reply = await fetch(`${address}${path}`, {
    method: token === undefined ? 'POST' : 'PUT',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  return (await reply.json()) as { code: number; data: unknown }
}

describe('ztoken dev --reset', () => {
  it('begins anew, says what it deletes, and leaves alone what another process serves', async () => {
    const { directory, variables: given } = place({ ZTOKEN_LOG_LEVEL: 'silent' })
    const { ZTOKEN_SECRET: _, ...variables } = given
    const data = join(directory, 'data')
    const demo = start('dev', variables)
    const first = await printed(demo, 'Ctrl+C 停止')
    expect(first).not.toContain('is another by now')
    const address = addressIn(first)
    mkdirSync(join(data, 'avatars'))
    writeFileSync(join(data, 'avatars', 'somebody.webp'), 'a picture')
    const beside = start(command, variables)
    const refusal = new Promise<string>((resolve) => {
      let text = ''
      beside.stderr?.on('data', (piece) => {
        text += piece
      })
      beside.once('close', () => resolve(text))
    })
    expect(await refusal).toMatch(/another process has \S+app\.db open: stop it first/)
    expect(beside.exitCode).toBe(1)
    const { data: session } = await send(address, '/v1/login', people)
    const { access_token: token } = session as { access_token: string }
    const other = { password: people.password, new_password: 'another long phrase' }
    expect(await send(address, '/v1/me/password', other, token)).toMatchObject({ code: 0 })
    demo.kill('SIGTERM')
    await once(demo, 'exit')

    const changed = start('dev', variables)
    const text = await printed(changed, 'Ctrl+C 停止')
    expect(text).toContain('The password of 13800138000 is another by now')
    expect(text).toContain('ztoken dev --reset')
    changed.kill('SIGTERM')
    await once(changed, 'exit')

    const anew = start(command, variables)
    let said = ''
    anew.stderr?.on('data', (piece) => {
      said += piece
    })
    const greeting = await printed(anew, 'Ctrl+C 停止')
    expect(greeting).not.toContain('is another by now')
    for (const name of ['app.db', 'avatars', 'dev-secret']) expect(said).toContain(join(data, name))
    expect(existsSync(join(data, 'avatars', 'somebody.webp'))).toBe(false)
    expect(await send(addressIn(greeting), '/login', people)).toMatchObject({ code: 0 })
  }, 120_000)

  it('deletes no database that ztoken dev has not made', async () => {
    const { directory, run } = place()
    await run('user add 13800138000', 'a long enough phrase')
    const { status, out, err } = await run(command)
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('was not made by ztoken dev')
    expect(existsSync(join(directory, 'data', 'app.db'))).toBe(true)
    const postgres = place({ ZTOKEN_DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' })
    expect(await postgres.run(command)).toMatchObject({
      status: 1,
      err: expect.stringContaining('dropdb'),
    })
  })
})
