import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createOneTimeCodes, importSecrets, type Secret } from '../src/index.ts'
import { secrets } from './kinds.ts'

const older = importSecrets('aN0ther-0ld-secret-of-thirty-tw0-bytes!')
const codes = createOneTimeCodes(secrets)
const binding = { purpose: 'login', subject: 'a@example.org' }

/** What is kept, as the documentation of the function says it. */
function macOf([secret]: readonly Secret[], ...parts: string[]): string {
  const key = (secret as Secret).derive('code', 32)
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url')
}

describe('codes that are sent to somebody', () => {
  it('are six digits, with zeros in front as often as anywhere', () => {
    const drawn = Array.from({ length: 2000 }, codes.draw)
    for (const code of drawn) expect(code).toMatch(/^[0-9]{6}$/)
    for (const at of [0, 5]) expect(new Set(drawn.map((code) => code[at])).size).toBe(10)
    expect(new Set(drawn).size).toBeGreaterThan(1900)
  })

  it('answer a question of their own, which says under which secret it is kept', () => {
    const ids = Array.from({ length: 100 }, codes.newChallengeId)
    expect(new Set(ids).size).toBe(100)
    for (const id of ids) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{12}\.[A-Za-z0-9_-]{22}$/)
      expect(id.startsWith(`${secrets[0]?.kid('code')}.`)).toBe(true)
      const kept = macOf(secrets, 'answer', id, 'login', 'a@example.org', '012345')
      expect(codes.answerOf(id, binding, '012345')).toBe(kept)
    }
  })

  it('are kept otherwise for another question, purpose, subject or code', () => {
    const [id, other] = [codes.newChallengeId(), codes.newChallengeId()]
    const kept = [
      codes.answerOf(id, binding, '012345'),
      codes.answerOf(other, binding, '012345'),
      codes.answerOf(id, { ...binding, purpose: 'reset' }, '012345'),
      codes.answerOf(id, { ...binding, subject: 'b@example.org' }, '012345'),
      codes.answerOf(id, binding, '012346'),
      codes.markOf(binding, '012345'),
      codes.markOf({ ...binding, purpose: 'reset' }, '012345'),
    ]
    expect(new Set(kept).size).toBe(kept.length)
    expect(codes.markOf(binding, '012345')).toBe(
      macOf(secrets, 'mark', '', 'login', 'a@example.org', '012345'),
    )
  })

  it('are asked for and marked under the newest secret, and answered under every listed one', () => {
    const before = createOneTimeCodes(older)
    const both = createOneTimeCodes([...secrets, ...older])
    const asked = before.newChallengeId()
    expect(both.answerOf(asked, binding, '1')).toBe(before.answerOf(asked, binding, '1'))
    expect(both.newChallengeId().slice(0, 13)).toBe(codes.newChallengeId().slice(0, 13))
    expect(both.markOf(binding, '1')).toBe(codes.markOf(binding, '1'))
    expect(codes.answerOf(asked, binding, '1')).toBeNull()
    expect(() => createOneTimeCodes([])).toThrow(new TypeError('one-time codes need a secret'))
  })

  it('answer nothing that is no question of ours', () => {
    const id = codes.newChallengeId()
    const [kid = '', random = ''] = id.split('.')
    for (const text of [
      ...['', kid, `${kid}.`, `.${random}`, random, `${kid}${random}`, `${kid}x${random}`],
      ...[`x${id}`, ` ${id}`, `${id}x`, `${id}\n`, id.slice(1), id.slice(0, -1)],
      ...[`${kid}.+${random.slice(1)}`, `+${id.slice(1)}`, `${kid}.${kid}.${random}`],
    ]) {
      expect(codes.answerOf(text, binding, '012345'), text).toBeNull()
    }
  })
})
