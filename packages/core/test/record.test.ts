import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AuditEntry, ZtokenError } from '../src/index.ts'
import type { Run } from './fault-flows/flow.ts'
import { flows, optionsOf } from './fault-flows.ts'
import { openScene, type Scene } from './fault-scene.ts'
import { record } from './record.ts'

// Nothing is done in the background but what the flow leaves there.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('what is done is on the record: by whom, to whom, from where, with what', () => {
  for (const name of Object.keys(flows)) {
    it(name, async () => {
      const scene = await openScene(optionsOf[name])
      const run = (await flows[name]?.(scene)) as Run
      const before = (await entriesOf(scene)).length
      const lines = [await endOf(run)]
      const entries = (await entriesOf(scene)).slice(before)
      lines.push(...entries.map((entry) => lineOf(scene, entry)))
      await scene.core.close()
      expect(lines).toEqual(record[name] ?? ['done'])
    })
  }

  it('nothing is written down of a flow that is none', () => {
    expect(Object.keys(flows)).toEqual(expect.arrayContaining(Object.keys(record)))
  })
})

async function entriesOf({ inner }: Scene): Promise<readonly AuditEntry[]> {
  const query = { before: null, limit: 1000, userId: null, event: null, from: null, until: null }
  return (await inner.listAudit(query)).reverse()
}

/** How it ended, with what a reply is made of. */
async function endOf(run: Run): Promise<string> {
  try {
    await run()
    return 'done'
  } catch (error) {
    if (!(error instanceof ZtokenError)) throw error
    const { code, field, data, retryAfterSeconds } = error
    return [code, field, data && told(data), retryAfterSeconds].filter(Boolean).join(' ')
  }
}

function lineOf({ one, two }: Scene, entry: AuditEntry): string {
  const { event, actorId, userId, sessionId, address, device, detail } = entry
  const sessions = new Map([one, two].map((door) => [door.sessionId, door.name]))
  const session = sessionId && `session ${sessions.get(sessionId) ?? 'new'}`
  const by = `${idOf(actorId)} → ${idOf(userId)}`
  return [event, by, session, address, device, detail && told(detail)].filter(Boolean).join(' ')
}

function idOf(id: string | null): string | null {
  return id !== null && id.length > 20 ? 'newcomer' : id
}

/** What is random is told by its kind. */
function told(values: object): string {
  const random = /zf1\.[\w.-]+|[\w-]{32,}/g
  const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
  return JSON.stringify(values).replaceAll('"', '').replace(time, 'T').replace(random, '*')
}
