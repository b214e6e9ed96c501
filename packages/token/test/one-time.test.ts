import { describe, expect, it } from 'vitest'
import {
  createResetTokens,
  createSetupTokens,
  importSecrets,
  itsdangerousFormat,
} from '../src/index.ts'
import { secrets } from './kinds.ts'

const now = 1_767_225_600

describe('S02 S09 tokens that hold once', () => {
  it('name who made them, for whom, under what and until when, and nothing else is one', () => {
    const tokens = createResetTokens(secrets)
    for (const maker of ['support', null]) {
      const token = { sub: '17', maker, epoch: 3, exp: now }
      expect(tokens.read(tokens.issue(token))).toEqual(token)
    }
    for (const wrong of [{ sub: '' }, { maker: '' }, { epoch: -1 }, { exp: 0.5 }]) {
      const token = { sub: '17', maker: null, epoch: 3, exp: now, ...wrong }
      expect(() => tokens.issue(token)).toThrow(TypeError)
    }
    expect(tokens.read('zp2.x')).toBeNull()
    const setups = createSetupTokens(secrets)
    expect(setups.read(setups.issue({ setups: 2, exp: now }))).toEqual({ setups: 2, exp: now })
    expect(setups.read('zs2.x')).toBeNull()
    expect(() => setups.issue({ setups: -1, exp: now })).toThrow(TypeError)
    expect(() => setups.issue({ setups: 1, exp: -1 })).toThrow(TypeError)
  })
})

describe('S05 a session in a token of the Flask application', () => {
  const flask = itsdangerousFormat({ secrets: ['short'] })
  const older = importSecrets('aN0ther-0ld-secret-of-thirty-tw0-bytes!')
  const ring = itsdangerousFormat({ secrets: ['short'], sessionSecrets: [...secrets, ...older] })
  const claims = { iss: 'x', aud: 'x', sub: '17', sid: 'a-session', iat: now, exp: now + 60 }

  it('counts beside a MAC of ours alone, the newest or one before', () => {
    const old = itsdangerousFormat({ secrets: ['short'], sessionSecrets: older })
    for (const format of [ring, old]) {
      expect(ring.read(format.issue(claims))).toMatchObject({ sub: '17', sid: 'a-session' })
    }
    for (const proof of [undefined, 5, 'x', 'x'.repeat(43), 'é'.repeat(43)]) {
      const payload = { id: 17, sid: 'a-session', ...(proof !== undefined && { sid_mac: proof }) }
      expect(ring.read(flask.sign(payload, now, now + 60)), String(proof)).toBeNull()
    }
    expect(ring.read(flask.sign({ id: 17 }, now, now + 60))).toMatchObject({ sid: null })
  })
})
