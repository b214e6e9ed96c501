import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createDeviceTokens,
  createRefreshTokens,
  createResetTokens,
  createSealedTexts,
  createSetupTokens,
  importSecrets,
} from '../src/index.ts'
import { bodiesLike, greatest } from './bodies.ts'
import { now, secrets } from './kinds.ts'

const texts = createSealedTexts('zc1', 'cursor', secrets)

describe('texts that only we can have written', () => {
  it('are read by whoever has the secret, the newest or one before', () => {
    const older = importSecrets('aN0ther-0ld-secret-of-thirty-tw0-bytes!')
    const before = createSealedTexts('zc1', 'cursor', older)
    const both = createSealedTexts('zc1', 'cursor', [...secrets, ...older])
    expect([both.open(texts.seal('a.b')), both.open(before.seal('a.b'))]).toEqual(['a.b', 'a.b'])
    expect(texts.open(both.seal('a.b'))).toBe('a.b')
    expect(texts.open(before.seal('a.b'))).toBeNull()
    expect(() => createSealedTexts('zc1', 'cursor', [])).toThrow('sealing needs a secret')
  })

  it('are read as the kind they are, though the key were the same', () => {
    expect(createSealedTexts('zd1', 'cursor', secrets).open(texts.seal('x'))).toBeNull()
    expect(createSealedTexts('zc1', 'device', secrets).open(texts.seal('x'))).toBeNull()
  })

  it('have a body, and 512 characters at most', () => {
    expect(texts.open(texts.seal(''))).toBeNull()
    expect(texts.open(texts.seal('x'))).toBe('x')
    const room = 512 - texts.seal('').length
    expect(texts.open(texts.seal('x'.repeat(room)))).toBe('x'.repeat(room))
    expect(texts.open(texts.seal('x'.repeat(room + 1)))).toBeNull()
  })

  it('have a dot between their parts, whatever the MAC says', () => {
    const secret = secrets[0] as (typeof secrets)[number]
    const kid = secret.kid('cursor')
    const sealed = (input: string): string => {
      const mac = createHmac('sha256', secret.derive('cursor', 32)).update(input)
      return `${input}.${mac.digest('base64url')}`
    }
    expect(sealed(`zc1.${kid}.x`)).toBe(texts.seal('x'))
    for (const input of [`zc1x${kid}.x`, `zc1.${kid}xx`, `zc2.${kid}.x`]) {
      expect(texts.open(sealed(input)), input).toBeNull()
    }
    expect(texts.open(texts.seal('x').replace(/.(?=.{43}$)/, 'x'))).toBeNull()
  })

  it('are no other texts and nothing else', () => {
    const sealed = texts.seal('x')
    const short = [0, 1, 10, 16, 17, 43, 44].map((length) => sealed.slice(-length))
    const cut = [1, 43, 44, 45].map((length) => sealed.slice(0, -length))
    const raised = [...sealed].map((character, at) =>
      [...sealed].with(at, String.fromCharCode(character.charCodeAt(0) + 256)).join(''),
    )
    const others = [null, undefined, 7, {}, [sealed], Buffer.from(sealed), Object(sealed)]
    for (const text of ['', ...short.slice(1), ...cut, ...raised, ...others, `${sealed}x`]) {
      expect(texts.open(text)).toBeNull()
    }
  })
})

const mark = 'k'.repeat(22)

describe('refresh tokens', () => {
  const tokens = createRefreshTokens(secrets)
  const sealed = createSealedTexts('zr1', 'refresh', secrets)

  it('name a session and a counter', () => {
    for (const token of [
      { sid: 'a', counter: 0 },
      { sid: 's-1', counter: Number(greatest) },
    ]) {
      expect(tokens.read(tokens.issue(token))).toEqual(token)
    }
    expect(tokens.read(sealed.seal('s-1.3'))).toEqual({ sid: 's-1', counter: 3 })
  })

  it('are not issued for what is no session, or no count', () => {
    for (const sid of ['', 'a.b', 'a b', '-a']) {
      expect(() => tokens.issue({ sid, counter: 1 }), sid).toThrow('sid has to be an id')
    }
    for (const counter of [-1, 0.5, 1e15, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => tokens.issue({ sid: 'a', counter })).toThrow('counter has to be a whole number')
    }
  })

  it('are nothing else, also under a MAC of ours', () => {
    for (const body of [...bodiesLike(['s-1', '3'], [1]), 'a b.3', '-a.3', '.3']) {
      expect(tokens.read(sealed.seal(body)), body).toBeNull()
    }
  })
})

describe('S02 tokens for a new password', () => {
  const tokens = createResetTokens(secrets)
  const sealed = createSealedTexts('zp2', 'reset', secrets)

  it('name whose it is, who made it, the epoch and the end', () => {
    expect(tokens.read(sealed.seal(`MTc..0.${greatest}`))).toEqual({
      sub: '17',
      maker: null,
      epoch: 0,
      exp: Number(greatest),
    })
    const made = { sub: 'a@b', maker: 'c:d', epoch: 10, exp: now }
    expect(tokens.read(tokens.issue(made))).toEqual(made)
  })

  it('are not issued for less', () => {
    const wrong = [{ sub: 'a b' }, { maker: 'a b' }, { epoch: 0.5 }, { exp: -1 }]
    for (const one of wrong) {
      const issue = () => tokens.issue({ sub: '17', maker: null, epoch: 1, exp: now, ...one })
      expect(issue).toThrow('no reset token')
    }
  })

  it('are nothing else, also under a MAC of ours', () => {
    const bodies = bodiesLike(['MTc', 'MTg', '3', '17'], [2, 3])
    // No user; one that is no id; characters that are not of base64url.
    for (const body of [...bodies, '.MTg.3.17', 'IA.MTg.3.17', 'M+c.MTg.3.17', 'MTc.M+g.3.17']) {
      expect(tokens.read(sealed.seal(body)), body).toBeNull()
    }
  })
})

describe('S09 tokens to set up with', () => {
  const tokens = createSetupTokens(secrets)
  const sealed = createSealedTexts('zs2', 'setup', secrets)
  const random = 'r'.repeat(43)

  it('name how many were set up, and the end, and no two are the same', () => {
    expect(tokens.read(sealed.seal(`${random}.0.${greatest}`))).toEqual({
      setups: 0,
      exp: Number(greatest),
    })
    const made = Array.from({ length: 100 }, () => tokens.issue({ setups: 12, exp: now }))
    expect(new Set(made).size).toBe(100)
    expect(made.map((token) => tokens.read(token))).toEqual(
      made.map(() => ({ setups: 12, exp: now })),
    )
  })

  it('are not issued for less', () => {
    for (const wrong of [{ setups: 0.5 }, { exp: 0.5 }]) {
      expect(() => tokens.issue({ setups: 0, exp: now, ...wrong })).toThrow('no set-up token')
    }
  })

  it('are nothing else, also under a MAC of ours', () => {
    const bodies = bodiesLike([random, '3', '17'], [1, 2])
    for (const body of [
      ...bodies,
      `${random}r.3.17`,
      `${random.slice(1)}.3.17`,
      `+${random.slice(1)}.3.17`,
    ]) {
      expect(tokens.read(sealed.seal(body)), body).toBeNull()
    }
  })
})

describe('tokens a device is known by', () => {
  const tokens = createDeviceTokens(secrets)
  const sealed = createSealedTexts('zd1', 'device', secrets)
  const id = 'i'.repeat(22)

  it('name themselves, whose they are, the mark of the password and the end', () => {
    expect(tokens.read(sealed.seal(`${id}.MTc.${mark}.0`))).toEqual({ id, sub: '17', mark, exp: 0 })
    const made = Array.from({ length: 100 }, () => tokens.issue({ sub: 'a@b', mark, exp: now }))
    const read = made.map((token) => tokens.read(token))
    for (const token of read) expect(token).toMatchObject({ sub: 'a@b', mark, exp: now })
    expect(new Set(read.map((token) => token?.id)).size).toBe(100)
  })

  it('are not issued for less', () => {
    const marks = ['', `${mark}k`, mark.slice(1), `+${mark.slice(1)}`, ` ${mark}`, `${mark}\n`]
    for (const wrong of [{ sub: 'a b' }, { exp: 0.5 }, ...marks.map((one) => ({ mark: one }))]) {
      const issue = () => tokens.issue({ sub: '17', mark, exp: now, ...wrong })
      expect(issue).toThrow('no device token')
    }
  })

  it('are nothing else, also under a MAC of ours', () => {
    const like = (...parts: string[]): string => parts.join('.')
    const others = [
      ...[`${id}i`, id.slice(1), `+${id.slice(1)}`].map((one) => like(one, 'MTc', mark, '17')),
      ...[`${mark}k`, mark.slice(1), `+${mark.slice(1)}`].map((one) => like(id, 'MTc', one, '17')),
      ...['', 'IA', 'M+c'].map((user) => like(id, user, mark, '17')),
    ]
    for (const body of [...bodiesLike([id, 'MTc', mark, '17'], [3]), ...others]) {
      expect(tokens.read(sealed.seal(body)), body).toBeNull()
    }
  })
})
