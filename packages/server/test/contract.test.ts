import { readFileSync } from 'node:fs'
import { readFlaskUsers } from '@ztoken/stores/sqlite'
import { describe, expect, it } from 'vitest'
import { open } from './open.ts'

interface Exchange {
  readonly case: string
  readonly request: {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly headers: Record<string, string>
    readonly body?: string
  }
  readonly required: { readonly status: number; readonly body: { readonly data?: unknown } }
}

const { exchanges } = JSON.parse(readFileSync('fixtures/contract.json', 'utf8')) as {
  exchanges: Exchange[]
}

describe("the tutorial's contract", () => {
  it('has 31 exchanges', () => expect(exchanges).toHaveLength(31))

  for (const exchange of exchanges) {
    it(`answers as required to ${exchange.case}`, async () => {
      const { app, core } = await open()
      const run = core.createImport({ dryRun: false })
      for (const user of (await readFlaskUsers('fixtures/flask-app.db')).slice(0, 3)) {
        expect(await run.add(user)).toBe('added')
      }
      const token = await core.createToken('1')
      const { method, path, headers, body } = exchange.request
      const filled = Object.entries(headers).map(([name, value]) => [name, fill(value, token)])
      const reply = await app.inject({
        method,
        url: path,
        headers: Object.fromEntries(filled) as Record<string, string>,
        ...(body === undefined ? {} : { payload: body }),
      })
      expect(reply.statusCode).toBe(exchange.required.status)
      expect(reply.headers['content-type']).toMatch(/^application\/json/)
      const answered = reply.json() as { data?: string }
      if (exchange.required.body.data === '<token>') {
        expect(await core.verifyToken(answered.data ?? '')).toMatchObject({ id: '1' })
        expect({ ...answered, data: '<token>' }).toEqual(exchange.required.body)
      } else {
        expect(answered).toEqual(exchange.required.body)
        // The detail also in the order in which Flask writes its members.
        if ('data' in answered) expect(reply.body).toMatch(/^\{"code":0,"data":\{.*\},"msg":/)
      }
    })
  }
})

function fill(value: string, token: string): string {
  const last = token.slice(-4) === 'AAAA' ? 'BBBB' : 'AAAA'
  return value.replace('<token>', token).replace('<tampered token>', `${token.slice(0, -4)}${last}`)
}
