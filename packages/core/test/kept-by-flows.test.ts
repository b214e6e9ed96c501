import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Account, Session } from '../src/index.ts'
import type { Run } from './fault-flows/flow.ts'
import { flows, optionsOf } from './fault-flows.ts'
import { openScene, type Scene } from './fault-scene.ts'
import { keptByFlows } from './kept-by-flows.ts'
import { start } from './open.ts'

// Nothing is done in the background but what the flow leaves there.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('what is kept of what is done: accounts, sessions, what is refused; all else stays', () => {
  for (const name of Object.keys(flows).filter((one) => one !== 'kickout of a crowd')) {
    it(name, async () => {
      const scene = await openScene(optionsOf[name])
      const run = (await flows[name]?.(scene)) as Run
      const before = await linesOf(scene)
      await run().catch(() => undefined)
      const after = await linesOf(scene)
      await scene.core.close()
      const kept = [
        ...after.filter((line) => !before.includes(line)),
        ...before
          .filter((line) => !after.some((one) => subjectOf(one) === subjectOf(line)))
          .map((line) => `gone: ${subjectOf(line)}`),
      ]
      expect(kept).toEqual(keptByFlows[name] ?? [])
    })
  }
})

const subjectOf = (line: string): string => line.split(':', 1)[0] ?? ''

/** Everything, a line each: `what it is: what is kept of it`. */
async function linesOf(scene: Scene): Promise<string[]> {
  const { inner } = scene
  const users = await inner.listUsers({ after: null, limit: 100 })
  const revocations = await inner.listRevocations({ after: 0, now: 0, limit: 1000 })
  const open = await Promise.all(users.map(({ id }) => inner.listSessions(id)))
  const over = revocations.filter(({ kind }) => kind === 'session')
  const ended = await Promise.all(over.map(({ key }) => inner.findSession(key)))
  const sessions = [...open.flat(), ...ended.filter((one) => one !== null)]
  const names = new Map(
    sessions.map(({ id, userId, device }) => [id, `${device} of ${who(userId)}`]),
  )
  const accounts = await Promise.all(users.map(({ id }) => inner.findAccount(id)))
  const { version, keys } = await inner.readKeyRing()
  return [
    ...accounts.filter((one) => one !== null).map(accountLine),
    ...sessions.map((session) => `session ${names.get(session.id)}: ${sessionLine(session)}`),
    ...revocations.map(
      ({ kind, key, before, until, reason }) =>
        `refused ${kind} ${names.get(key) ?? who(key)}: ${reason} until ${at(until * 1000)}${before === null ? '' : ` before ${at(before * 1000)}`}`,
    ),
    ...(await inner.listRoles()).map(
      ({ name, permissions }) => `role ${name}: ${permissions.join(' ')}`,
    ),
    `keys: version ${version}, ${keys.map((key) => `${at(key.activatesAt)} to ${at(key.retiresAt)}`).join(', ')}`,
  ].sort()
}

function accountLine({ user, identities, credentials, epoch }: Account): string {
  const { id, name, avatar, intro, level, fields, roles, ban } = user
  const all = { name, avatar, intro, level: level || null, fields, roles: roles.join(' ') || null }
  const since = ban && { ban: { ...ban, since: at(ban.since) } }
  const shown = Object.entries({ ...all, ...since }).filter(([, value]) => (value ?? null) !== null)
  const profile = JSON.stringify(Object.fromEntries(shown)).replaceAll('"', '')
  const found = identities.map(
    ({ kind, subject, verifiedAt }) =>
      `${kind} ${subject} ${verifiedAt === null ? 'unproven' : at(verifiedAt)}`,
  )
  const secrets = credentials.map(
    ({ kind, version, createdAt }) => `${kind} v${version} ${at(createdAt)}`,
  )
  const moved = epoch > start ? at(epoch) : epoch
  return `account ${who(id)}: epoch ${moved} ${profile} ${[...found, ...secrets].sort().join(', ')}`
}

function sessionLine({ id: _, userId: __, device: ___, ...session }: Session): string {
  const { deviceKind, address, amr, counter, endReason } = session
  const { createdAt, verifiedAt, usedAt, rotatedAt, expiresAt, endedAt } = session
  const times = [createdAt, verifiedAt, usedAt, rotatedAt, expiresAt].map(at).join(' ')
  const end = endReason === null ? '' : ` ${endReason} ${at(endedAt)}`
  return `${deviceKind} ${address} ${amr.join('+') || 'vouched'} n${counter} ${times}${end}`
}

/** Seconds since the start. */
function at(milliseconds: number | null): string {
  if (milliseconds === null) return '-'
  return milliseconds / 1000 > 1e11 ? 'for ever' : `${(milliseconds - start) / 1000}s`
}

function who(id: string): string {
  return id.length > 20 ? 'new' : id
}
