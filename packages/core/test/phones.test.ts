import { describe, expect, it } from 'vitest'
import { createPhones } from '../src/ground/account/phone.ts'
import { coreDefaults } from '../src/ground/defaults.ts'
import { failsWith, open, password } from './open.ts'

describe('a phone', () => {
  it('A203 of China has eleven digits and begins with 12 to 19; other regions have their own rules', async () => {
    const { core } = await open()
    const refused = ['1380013800', '138001380001', '10800138000', '11800138000', '23800138000']
    for (const written of refused.flatMap((digits) => [digits, `+86${digits}`, `86${digits}`])) {
      const attempt = core.register({ phone: written, password })
      await expect(attempt, written).rejects.toMatchObject(failsWith('phone_invalid'))
    }
    for (const second of '23456789') {
      const { user } = await core.register({ phone: `1${second}800138000`, password })
      expect(user.phone).toBe(`+861${second}800138000`)
    }
    const american = createPhones('US')
    expect(american.requireCanonical('(415) 555-0123')).toBe('+14155550123')
    for (const written of ['415555012', '415555012345', '13800138000000']) {
      expect(() => american.requireCanonical(written), written).toThrow()
    }
  })

  it('A208 with the same digits in another country is another account, and +860 is no other country', async () => {
    const { core } = await open()
    const written = ['13800138000', '+4913800138000', '+13800138000', '+4413800138000']
    const users = []
    for (const phone of written) {
      const registered = await core.register({ phone, password }).catch((error) => error)
      if (registered.code === 'phone_invalid') continue
      users.push(registered.user)
      expect((await core.login({ phone, password })).user.id).toBe(registered.user.id)
    }
    expect(users.length).toBeGreaterThanOrEqual(3)
    expect(new Set(users.map(({ id }) => id)).size).toBe(users.length)
    expect(new Set(users.map(({ phone }) => phone)).size).toBe(users.length)
    // No country has +860: a zero as it is dialled at home changes nothing, and cannot be more digits.
    const dialled = await core.login({ phone: '+86 0 13800138000', password })
    expect(dialled.user.id).toBe(users[0].id)
    for (const phone of ['+8600138001380', '+860138001380', '+860013800138000']) {
      const attempt = core.login({ phone, password })
      await expect(attempt, phone).rejects.toMatchObject(failsWith('phone_invalid'))
    }
  })

  it('A210 is one line: what stands on another is no part of it, and not passed over', async () => {
    const { core } = await open()
    const phone = '13800138000'
    await core.register({ phone, password })
    const phones = createPhones(coreDefaults.defaultRegion)
    for (const between of ['\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\0', '\v', '\t']) {
      for (const text of [
        `${phone}${between}13900139000`,
        `1380013${between}8000`,
        `x${between}${phone}${between}x`,
      ]) {
        await expect(core.login({ phone: text, password })).rejects.toMatchObject(
          failsWith('phone_invalid'),
        )
      }
      for (const text of [`${phone}${between}`, `${between}${phone}`]) {
        expect(() => phones.requireTutorial(text)).toThrow()
      }
    }
  })

  it('A210 of the tutorial’s routes is of ASCII digits, whatever else is a digit somewhere', () => {
    const phones = createPhones(coreDefaults.defaultRegion)
    for (const digits of ['٠١٢٣٤٥٦٧٨٩', '０１２３４５６７８９', '०१२३४५६७८९']) {
      const written = '13800138000'.replaceAll(/./g, (digit) => digits[Number(digit)] ?? '')
      expect(() => phones.requireTutorial(written)).toThrow()
      expect(() => phones.requireTutorial(`138001380${written.slice(-2)}`)).toThrow()
    }
  })
})

it('A013 ids are not to be guessed from each other, nor from the second they were made in', async () => {
  const { core } = await open()
  const ids = []
  for (let n = 0; n < 8; n += 1) {
    const { user, session } = await core.register({ phone: `1380013800${n}`, password })
    ids.push({ user: user.id, session: session.id })
  }
  for (const kind of ['user', 'session'] as const) {
    // Of a user's id the first 48 bits are the time; of both, six bits say what kind of id it is.
    const tails = ids.map((id) => BigInt(`0x${id[kind].replaceAll('-', '').slice(-16)}`))
    const sorted = [...tails].sort((a, b) => (a < b ? -1 : 1))
    const steps = sorted.slice(1).map((tail, n) => tail - (sorted[n] as bigint))
    for (const step of steps) expect(step > 2n ** 32n, `${kind} ${step}`).toBe(true)
    expect(tails).not.toEqual(sorted)
    for (const id of ids) expect(id[kind]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  }
})

describe('phones as people paste them (F05)', () => {
  const phones = createPhones(coreDefaults.defaultRegion)
  const unseen = [
    '\u202a',
    '\u202c',
    '\u202d',
    '\u2066',
    '\u2068',
    '\u2069',
    '\u200b',
    '\u200d',
    '\u2060',
  ]
  const dashes = [
    '-',
    '\u2010',
    '\u2011',
    '\u2012',
    '\u2013',
    '\u2014',
    '\u2212',
    '\ufe63',
    '\uff0d',
    '\u30a0',
  ]

  it.each(
    ['\ufeff', '\u00ad', '\u200e', '\u061c', ...unseen].flatMap((one) => [
      `${one}13800138000`,
      `13800138000${one}`,
      `138${one}0013${one}8000`,
      ` ${one}+86 138 0013 8000${one} `,
    ]),
  )('have characters that nobody sees, which decide nothing: %j', (text) => {
    expect(phones.requireCanonical(text)).toBe('+8613800138000')
  })

  it.each([
    ...dashes.flatMap((dash) => [`138${dash}0013${dash}8000`, `138 ${dash} 0013 ${dash} 8000`]),
    ...[' ', '\u00a0', '\u3000', '\u2009', '\t', '\n', '\r\n'].flatMap((blank) => [
      `13800138000${blank}`,
      `${blank}13800138000`,
    ]),
    ...['138 0013 8000', '138\u00a00013\u00a08000', '(138) 0013-8000', '(+86) 138 0013 8000'],
    ...['+86 (138) 0013 8000', '138.0013.8000', 'tel:+8613800138000', 'TEL:+86-138-0013-8000'],
    ...[
      '+86 (0)138 0013 8000',
      '00 86 138 0013 8000',
      '８６-１３８-００１３-８０００',
      '＋86 13800138000',
    ],
  ])('are one phone however they are written: %j', (text) => {
    expect(phones.requireCanonical(text)).toBe('+8613800138000')
  })

  it.each([
    ...['1380013/8000', '13800138000/1', '1380013,8000', '1380013;8000', '1380013、8000'],
    ...['138\n0013\n8000', '1380013\t8000', '138--0013--8000', '138..0013..8000', '-13800138000'],
    ...[
      '13800138000-',
      '138)0013(8000',
      '(138 00138000',
      '13800138000 x1',
      'tel:13800138000;ext=1',
    ],
    ...['tel:tel:13800138000', '+86+13800138000', '1380013_8000', '١٣٨٠٠١٣٨٠٠٠'],
  ])('are none where what stands between digits parts them: %j', (text) => {
    expect(() => phones.requireCanonical(text)).toThrow(
      expect.objectContaining(failsWith('phone_invalid')),
    )
  })
})
