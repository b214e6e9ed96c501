import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Core, ZtokenError } from '../src/index.ts'
import { open, password, phone, start } from './open.ts'
import { passkeyScene } from './passkey-scene.ts'

/** What a verb takes at its bounds, and what it refuses just beyond, with the field it names. */
interface Bound {
  readonly run: (core: Core, value: never) => unknown
  readonly takes: readonly unknown[]
  readonly refuses: readonly unknown[]
  readonly as: readonly [code: string, field?: string]
}

const day = 86_400_000
/** Two people and one session are there; the clock stands at `now`. */
const now = start + 2 * day
/** As long as a password may be. */
const unlikely = ['a', 'b'].map((text) => createHash('sha512').update(text).digest('hex')).join('')
const secondPhone = '13900000000'

const bounds: Readonly<Record<string, Bound>> = {
  'days of the figures': {
    run: (core, days) => core.readDays({ days }),
    takes: [undefined, 1, 400],
    refuses: [0, 401, 1.5, '7', null],
    as: ['invalid_request', '/days'],
  },
  'until when somebody is banned': {
    run: async (core, until) => core.ban(await idOf(core), { until }),
    takes: [null, now + 1],
    refuses: [now, now + 1.5, Number.NaN, String(now + day)],
    as: ['invalid_request', '/until'],
  },
  'length of a page of users': {
    run: (core, limit) => core.searchUsers({ limit }),
    takes: [undefined, 1, 200],
    refuses: [0, 201, 1.5, '50'],
    as: ['invalid_request', '/limit'],
  },
  'length of a page of the audit': {
    run: (core, limit) => core.searchAudit({ limit }),
    takes: [undefined, 1, 200],
    refuses: [0, 201, 1.5, '50'],
    as: ['invalid_request', '/limit'],
  },
  'where a page of users begins': {
    run: (core, after) => core.searchUsers({ after }),
    takes: [undefined, null],
    refuses: ['', 'x', 7],
    as: ['cursor_invalid', '/after'],
  },
  'from when the audit is read': {
    run: (core, from) => core.searchAudit({ from }),
    takes: [undefined, null, 0, now],
    refuses: [1.5, Number.NaN, '0'],
    as: ['invalid_request', '/from'],
  },
  'until when the audit is read': {
    run: (core, until) => core.searchAudit({ until }),
    takes: [undefined, null, 0, now],
    refuses: [1.5, Number.NaN, '0'],
    as: ['invalid_request', '/until'],
  },
  'events that the audit is searched for': {
    run: (core, event) => core.searchAudit({ event }),
    takes: [undefined, null, 'login', ['login', 'logout']],
    refuses: ['', 'Login', ['login', 'nothing']],
    as: ['invalid_request', '/event'],
  },
  'since when everything ends': {
    run: (core, since) => core.endEverything({ since }),
    takes: [undefined, null, 0, now],
    refuses: [-1, now + 1, 1.5],
    as: ['invalid_request', '/since'],
  },
  'permissions of a role': {
    run: (core, permissions) => core.putRole({ name: 'editor', permissions }),
    takes: [[], ['post:edit'], ['post', 'post:*', '*']],
    refuses: [['Post'], ['post:edit', '']],
    as: ['invalid_request', '/permissions'],
  },
  'the name of a role': {
    run: (core, name) => core.putRole({ name, permissions: [] }),
    takes: ['a', 'editor'],
    refuses: ['', 'Ed itor', 'x'.repeat(200)],
    as: ['invalid_request', '/permissions'],
  },
  'roles of somebody': {
    run: (core, roles) => core.createUser({ phone: '13700137000', password, roles }),
    takes: [[], ['admin']],
    refuses: [['nobody'], ['admin', '']],
    as: ['role_unknown', '/roles'],
  },
  'the two of a merge': {
    run: async (core, from) => core.mergeUsers({ keep: await idOf(core), from, dryRun: true }),
    takes: [],
    refuses: ['keep'],
    as: ['merge_same_account', '/from'],
  },
  'where the feed is read from': {
    run: (core, after) => core.readRevocations({ after }),
    takes: [0, 1],
    refuses: [-1, 1.5, '0'],
    as: ['invalid_request'],
  },
  'how much of the feed is read': {
    run: (core, limit) => core.readRevocations({ after: 0, limit }),
    takes: [undefined, 1, 1000],
    refuses: [0, -1, Number.NaN],
    as: ['invalid_request'],
  },
  'a phone': {
    run: (core, given) => core.register({ phone: given, password }),
    takes: ['13700137000'],
    refuses: ['', '1370013700', 13_700_137_000, null],
    as: ['phone_invalid', '/phone'],
  },
  'a phone that somebody has': {
    run: (core, given) => core.register({ phone: given, password }),
    takes: [],
    refuses: [phone],
    as: ['phone_taken', '/phone'],
  },
  'what somebody signs in with': {
    run: (core, identifier) => core.login({ identifier, password }),
    takes: [phone],
    refuses: ['', '@', 7],
    as: ['identifier_invalid', '/identifier'],
  },
  'an e-mail address': {
    run: (core, email) => core.requestCode({ purpose: 'login', email }),
    takes: [],
    refuses: ['', 'a@', '@example.com', 7],
    as: ['email_invalid', '/email'],
  },
  'a password that is too short': {
    run: (core, given) => core.register({ phone: '13700137000', password: given }),
    takes: ['qm7vx2zk'],
    refuses: ['qm7vx2z', ''],
    as: ['password_too_short', '/password'],
  },
  'a password that is too long': {
    run: (core, given) => core.register({ phone: '13700137000', password: given }),
    takes: [unlikely],
    refuses: [`${unlikely}a`],
    as: ['password_too_long', '/password'],
  },
  'a password that is no text': {
    run: (core, given) => core.register({ phone: '13700137000', password: given }),
    takes: [],
    refuses: [12_345_678, null, undefined, 'qm7vx2zk\ud800'],
    as: ['invalid_request', '/password'],
  },
  'a common password': {
    run: (core, given) => core.register({ phone: '13700137000', password: given }),
    takes: [],
    refuses: ['password', 'PASSWORD'],
    as: ['password_common', '/password'],
  },
}

describe('a verb takes what is at its bounds, and names the field of what is beyond', () => {
  for (const [what, { run, takes, refuses, as }] of Object.entries(bounds)) {
    it(what, async () => {
      for (const value of takes) await run(await peopled(), value as never)
      for (const value of refuses) {
        const core = await peopled()
        const meant = value === 'keep' ? await idOf(core) : value
        const refusal = async () => run(core, meant as never)
        const error: ZtokenError = await refusal().then(
          () => expect.unreachable(`${what}: ${String(value)}`),
          (refused) => refused,
        )
        expect([error.code, error.field].filter(Boolean), String(value)).toEqual(as)
      }
    })
  }
})

async function peopled(): Promise<Core> {
  const { core, advance } = await open({ senders: { email: async () => undefined } })
  await core.register({ phone, password })
  await core.register({ phone: secondPhone, password })
  advance(2 * 86_400)
  return core
}

async function idOf(core: Core): Promise<string> {
  return (await core.findUser(phone))?.id ?? ''
}

it('a scope is open for a second to a day, and written as pay or order:refund', async () => {
  const { core } = await open()
  const caller = core.authenticate((await core.register({ phone, password })).accessToken)
  for (const scope of ['pay', 'order:refund', 'a', `a${'_'.repeat(63)}`]) {
    await core.openSafe(caller, scope, 1)
    await core.checkSafe(caller, scope)
  }
  await core.openSafe(caller, 'pay', 86_400)
  for (const seconds of [0, 86_401, 1.5, Number.NaN]) {
    const said = new TypeError('a scope is open for 1 to 86400 seconds')
    await expect(core.openSafe(caller, 'pay', seconds)).rejects.toThrow(said)
  }
  for (const scope of ['', 'Pay', '1pay', 'pay\n', ' pay', `a${'_'.repeat(64)}`]) {
    const said = new TypeError('a scope is written as pay or order:refund')
    await expect(core.openSafe(caller, scope, 1)).rejects.toThrow(said)
    await expect(core.checkSafe(caller, scope)).rejects.toThrow(said)
  }
})

it('a passkey has a name of 1 to 64 characters', async () => {
  const { core, caller } = await passkeyScene()
  const [{ id } = { id: '' }] = await core.passkeys(caller)
  for (const name of ['a', '😀'.repeat(64)]) {
    await core.renamePasskey(caller, id, name)
    expect((await core.passkeys(caller))[0]?.name).toBe(name)
  }
  for (const name of ['', '😀'.repeat(65)]) {
    const refusal = { code: 'invalid_request', field: '/name' }
    await expect(core.renamePasskey(caller, id, name)).rejects.toMatchObject(refusal)
  }
})
