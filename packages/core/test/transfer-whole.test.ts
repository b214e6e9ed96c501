import type { TransferRecord } from '@ztoken/contract'
import { publicRingFormat } from '@ztoken/token'
import { expect, it } from 'vitest'
import type { Core } from '../src/index.ts'
import { open, password } from './open.ts'
import { passkeyScene } from './passkey-scene.ts'

const kinds = ['role', 'signing_key', 'account', 'revocation', 'session', 'audit'] as const

/** All records of one kind after the other, each in an order of its own text. */
async function everythingOf(core: Core): Promise<Record<string, readonly TransferRecord[]>> {
  const all: TransferRecord[] = []
  for await (const one of core.exportEverything({ sessions: true, audit: true })) all.push(one)
  const text = (one: TransferRecord) => JSON.stringify(one)
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      all.filter(({ type }) => type === kind).sort((a, b) => (text(a) < text(b) ? -1 : 1)),
    ]),
  )
}

it('what was exported and imported is exported again as it was', async () => {
  const userFields = { type: 'object', properties: { department: { type: 'string' } } } as const
  const { core, caller, advance, now } = await passkeyScene({
    issueFormat: publicRingFormat(),
    userFields,
  })
  await core.putRole({ name: 'editor', permissions: ['post:edit', 'user:read'] })
  const { user } = await core.register({ phone: '13900000000', password }, { device: 'a phone' })
  await core.updateUser(caller, { name: 'n', intro: 'i', fields: { department: 'R&D' } })
  await core.setAvatar(caller, '/pictures/1.png')
  await core.updateManagedUser(user.id, { level: 3, roles: ['editor'] })
  advance(2)
  await core.ban(user.id, { until: now() + 86_400_000, reason: 'spam' })
  advance(2)
  await core.kickOut(caller.userId)
  await core.signIn(caller.userId, { device: 'a tablet', address: '192.0.2.7' })
  const sent = await everythingOf(core)
  for (const kind of kinds) expect(sent[kind], kind).not.toEqual([])

  const other = await open({ userFields })
  other.advance(4)
  for (const kind of kinds) {
    const outcomes = await other.core.importRecords(sent[kind] ?? [])
    expect(outcomes, kind).toContain('added')
    expect(['added', 'already_there'], kind).toEqual(expect.arrayContaining(outcomes))
  }
  const kept = await everythingOf(other.core)
  for (const kind of kinds) {
    const meant = (sent[kind] ?? []).map(asKept)
    expect(kept[kind], kind).toEqual(expect.arrayContaining(meant))
  }
})

/** The session is over and does not come along: what is refused are its tokens. */
function asKept(record: TransferRecord): TransferRecord {
  const isOfSession = record.type === 'revocation' && record.kind === 'session'
  return isOfSession ? { ...record, kind: 'token' } : record
}
