import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hash as argon2 } from '@node-rs/argon2'
import { hash as bcryptHash } from 'bcryptjs'
import { describe, expect, it } from 'vitest'
import { createPasswords } from '../src/ground/password/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { nobody } from './open.ts'

const passwords = createPasswords()
const password = 'pässwörd 密码 🔑'
const salt = Buffer.from('0123456789abcdef')
const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
const pbkdf2 = (digest: string, bytes: number, iterations = 1000): Buffer =>
  pbkdf2Sync(password, salt, iterations, bytes, digest)
const scrypt = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 })

/** What applications of the field have in their tables, made by other code than ours. */
const hashes: Readonly<Record<string, string>> = {
  'argon2id of today': await passwords.hash(password, nobody),
  'argon2id, cheaper': await argon2(password, { memoryCost: 64, timeCost: 1, parallelism: 1 }),
  'argon2i as Django stores it': `argon2${await argon2(password, { algorithm: 1, memoryCost: 64, timeCost: 1 })}`,
  bcrypt: await bcryptHash(password, 4),
  'bcrypt of PHP': (await bcryptHash(password, 4)).replace('$2b$', '$2y$'),
  'Django bcrypt': `bcrypt$${await bcryptHash(password, 4)}`,
  'Django bcrypt_sha256': `bcrypt_sha256$${await bcryptHash(createHash('sha256').update(password).digest('hex'), 4)}`,
  'Django pbkdf2_sha256': `pbkdf2_sha256$1000$${salt}$${pbkdf2('sha256', 32).toString('base64')}`,
  'Django pbkdf2_sha1': `pbkdf2_sha1$1000$${salt}$${pbkdf2('sha1', 20).toString('base64')}`,
  'PHC scrypt': `$scrypt$ln=10,r=8,p=1$${bare(salt)}$${bare(scrypt)}`,
  'PHC pbkdf2': `$pbkdf2-sha256$i=1000,l=32$${bare(salt)}$${bare(pbkdf2('sha256', 32))}`,
  'passlib pbkdf2': `$pbkdf2-sha512$1000$${bare(salt).replaceAll('+', '.')}$${bare(pbkdf2('sha512', 64)).replaceAll('+', '.')}`,
  'passlib pbkdf2 of sha1': `$pbkdf2$1000$${bare(salt)}$${bare(pbkdf2('sha1', 20)).replaceAll('+', '.')}`,
}

describe('stored hashes of other applications', () => {
  for (const [name, stored] of Object.entries(hashes)) {
    it(`${name}: opened by its password and by no other, replaced unless it is of today`, async () => {
      expect(passwords.isKnownFormat(stored)).toBe(true)
      expect(await passwords.verify(password, stored, nobody)).toBe(true)
      for (const other of [`${password} `, password.slice(0, -1), '', password.normalize('NFD')]) {
        expect(await passwords.verify(other, stored, nobody)).toBe(false)
      }
      expect(passwords.needsRehash(stored)).toBe(name !== 'argon2id of today')
    })
  }

  it('A046 a row that was tampered with costs nothing and opens nothing', async () => {
    const pbkdf2Text = hashes['Django pbkdf2_sha256'] as string
    const phc = hashes['PHC scrypt'] as string
    const argon = hashes['argon2id, cheaper'] as string
    const current = hashes['argon2id of today'] as string
    const rows = [
      '',
      'plain text',
      password,
      '$',
      '$argon2id$',
      'x'.repeat(100_000),
      ...[
        /m=64/,
        'm=4194304',
        /m=64/,
        'm=1',
        /t=1/,
        't=0',
        /t=1/,
        't=99999',
        /p=1/,
        'p=0',
        /p=1/,
        'p=99',
      ].flatMap((part, at, all) =>
        at % 2 === 0 ? [argon.replace(part, all[at + 1] as string)] : [],
      ),
      argon.replace('argon2id', 'argon2x'),
      argon.replace('m=64', 'm=064'),
      argon.replace(/\$[^$]+$/, `$${'A'.repeat(17)}`),
      argon.replace(/.$/, '/'),
      current.replace('v=19', 'v=99'),
      pbkdf2Text.replace('$1000$', '$2000001$'),
      pbkdf2Text.replace('$1000$', '$0$'),
      pbkdf2Text.replace('sha256', 'md5'),
      pbkdf2Text.replace(/\$[^$]+$/, '$'),
      phc.replace('ln=10', 'ln=30'),
      phc.replace('ln=10', 'ln=0'),
      phc.replace('r=8', 'r=0'),
      phc.replace('p=1', 'p=99'),
      phc.replace(/\$[^$]+$/, '$AAAA'),
      '$pbkdf2-sha256$99999999$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '$pbkdf2-sha256$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
      '$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
      'bcrypt_sha256$broken',
      'scrypt:1048576:8:1$salt$00',
      `scrypt:32768:8:1$salt$${'0'.repeat(127)}f`.slice(0, -1),
      `scrypt:32768:8:1:1$salt$${'0'.repeat(128)}`,
      `scrypt:32768:8$salt$${'0'.repeat(128)}`,
      `scrypt:1000:8:1$salt$${'0'.repeat(128)}`,
      `scrypt:32768:8:99$salt$${'0'.repeat(128)}`,
      `pbkdf2:sha256:1000:1$salt$${'0'.repeat(64)}`,
      `pbkdf2:sha256:01000$salt$${'0'.repeat(64)}`,
      `pbkdf2:__proto__:1000$salt$${'0'.repeat(64)}`,
      `pbkdf2:sha256:1000$salt$${'0'.repeat(65)}`,
      `md5$salt$${'0'.repeat(32)}`,
    ]
    for (const row of rows) {
      expect(passwords.isKnownFormat(row), row.slice(0, 90)).toBe(false)
      expect(await passwords.verify(password, row, nobody), row.slice(0, 90)).toBe(false)
    }
  })

  it('bcrypt made by other programs opens', async () => {
    // Of the test vectors that come with the original implementation (crypt_blowfish).
    const vectors = [
      ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
      ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
      ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
      ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
    ] as const
    for (const [given, stored] of vectors) {
      expect(await passwords.verify(given, stored, nobody), given).toBe(true)
      expect(await passwords.verify(`${given}x`, stored, nobody), given).toBe(false)
    }
  })

  it('A034 bcrypt never opens by the first 72 bytes, nor up to a NUL', async () => {
    const long = 'é'.repeat(36)
    const stored = await bcryptHash(long, 4)
    expect(await passwords.verify(long, stored, nobody)).toBe(true)
    expect(await passwords.verify(`${long}x`, stored, nobody)).toBe(false)
    const short = await bcryptHash('abc', 4)
    expect(await passwords.verify('abc\0', short, nobody)).toBe(false)
    expect(await passwords.verify('abc\0def', short, nobody)).toBe(false)
  })
})

describe('a password is taken as it is', () => {
  it('A035 A038 A039 other normal forms, spaces and control characters are other passwords', async () => {
    const texts = [
      'é',
      'e\u0301',
      'Ａbc',
      'Abc',
      'a\0b',
      'a',
      ' a',
      'a ',
      '\u202ea',
      '\uffff',
      '👩‍👩‍👧',
    ]
    const cheap = createPasswords(cheapHashes)
    const stored = await Promise.all(texts.map((text) => cheap.hash(text, nobody)))
    for (const [at, text] of texts.entries()) {
      const opened = await Promise.all(stored.map((hash) => cheap.verify(text, hash, nobody)))
      expect(opened).toEqual(texts.map((_, n) => n === at))
    }
  })

  it('A007 A037 what is too long or not well formed is refused before any work, whoever it is for', async () => {
    const busy = createPasswords({ concurrency: 1, queueLimit: 0 })
    const running = busy.hash(password, nobody)
    const stored = hashes['argon2id of today'] as string
    for (const text of [
      'x'.repeat(257),
      'é'.repeat(600),
      '👍'.repeat(257),
      'x'.repeat(1_000_000),
      '\ud800',
    ]) {
      expect(await busy.verify(text, stored, nobody)).toBe(false)
      expect(await busy.verify(text, null, nobody)).toBe(false)
    }
    await running
  })

  const codeOf = async (text: unknown, context: string[] = []): Promise<string | null> => {
    try {
      await passwords.requireAcceptable(text as string, context)
    } catch (error) {
      expect(error).toMatchObject({ field: '/password' })
      return (error as { code: string }).code
    }
    return null
  }

  it('A036 A040 long enough is counted in characters, and composition is free', async () => {
    for (const text of [
      'purple-9x',
      'eight ch',
      'ütterlich',
      '👍🏽🎈🧵🪢🎏🎐🧨🎁',
      '我喜欢在雨天喝热茶',
    ]) {
      expect(await codeOf(text), text).toBeNull()
    }
    for (const text of ['', '1234567', '👍'.repeat(7), 'é'.repeat(7)]) {
      expect(await codeOf(text)).toBe('password_too_short')
    }
    for (const length of [64, 128, 256]) {
      const text = Array.from({ length }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('')
      expect(await codeOf(text)).toBeNull()
      expect(await codeOf(`${text}${'x'.repeat(257 - length)}`)).toBe('password_too_long')
    }
    for (const text of [null, undefined, 12345678, {}, ['x'], '\ud800abcdefgh']) {
      expect(await codeOf(text)).toBe('invalid_request')
    }
  })

  it('A041 A042 common ones, patterns, and words about the person', async () => {
    const common = [
      'password',
      'Password1',
      'PASSWORD123!',
      '12345678',
      '87654321',
      'qwertyui',
      'iloveyou',
    ]
    const patterns = [
      'aaaaaaaa',
      'abababab',
      'abcabcab',
      'asdfghjkl',
      'poiuytre',
      'ztoken123',
      '11111111',
    ]
    for (const text of [...common, ...patterns])
      expect(await codeOf(text), text).toBe('password_common')
    expect(await codeOf('+8613800138000', ['+8613800138000'])).toBe('password_common')
    expect(await codeOf('Zhang San', ['zhang san', ''])).toBe('password_common')
    expect(await codeOf('Zhang San 7', ['zhang san'])).toBe('password_common')
    for (const text of ['Dragon2024!', 'MICHELLE!!', 'shanghai88']) {
      expect(await codeOf(text), text).toBe('password_common')
    }
    for (const text of ['dragonfruit soup', 'michelle-8815-x', 'shanghai tower lift']) {
      expect(await codeOf(text), text).toBeNull()
    }
  })

  it('A042 S17 none of the 3,000 most common of eight characters or more passes', async () => {
    const list = readFileSync('fixtures/common-passwords.txt', 'utf8').trim().split('\n')
    expect(list.length).toBeGreaterThan(4000)
    const passing = []
    for (const text of list) if ((await codeOf(text)) === null) passing.push(text)
    expect(passing).toEqual([])
  })

  it('S17 what repeats, runs or says a day is common, with little around it', async () => {
    const texts = [
      ...['qwerqwer', 'hunter2hunter2', 'zq7zq7zq7!', 'kp4xkp4xkp', 'abcddcba', 'wert1wert1wert1'],
      ...['19900101', '1990-01-01', '1990.1.1', '01011990', '01/01/1990', '31121985', '1985 12 31'],
      ...[
        '19841984',
        '20012002',
        'a19900101',
        '19900101x',
        '1990010112',
        '24121999!',
        'xy02021988',
      ],
      ...['00001111', '112233445566', 'qwertzui', '1234567890-=', 'michelle1990', '1990michelle'],
      ...['123michelle', 'shanghai19871203', 'Dragon01.01.1990'],
    ]
    for (const text of texts) expect(await codeOf(text), text).toBe('password_common')
    const fine = [
      ...[
        '12345th of a mile',
        '19900101 was a monday',
        'kettle kettles',
        '8 boats 8 oars',
        '99887654x3',
      ],
      ...['correct horse battery correct horse battery', 'wz4-88-wz5-89', '39991399', '71828182'],
    ]
    for (const text of fine) expect(await codeOf(text), text).toBeNull()
  })

  it('S17 no spelling of a phone is a password, nor a name, nor where it is used', async () => {
    const person = ['+8613912345678', '13912345678', 'Wei Zhangsan', '欧阳修远']
    const own = [
      ...['13912345678', '+8613912345678', '8613912345678', '008613912345678', '139-1234-5678'],
      ...[
        '+86 139 1234 5678',
        '(139) 12345678',
        '１３９１２３４５６７８',
        '87654321931',
        '12345678931',
      ],
      ...[
        'a13912345678',
        '13912345678!',
        '13912345678abc',
        'wei13912345678',
        '3912345678',
        '139123456789',
      ],
      ...[
        'weizhangsan',
        'Zhangsan',
        'zhangsan88',
        'nasgnahz',
        'zhangsan1990-01-01',
        'Wei.Zhangsan1',
      ],
      ...['ZhangsanWei', '欧阳修远欧阳修远', '欧阳修远1990'],
      ...['ztoken2026', 'Ztoken!!!!', 'nekotz88', 'ztokenztoken', 'z-token-1'],
    ]
    for (const text of own)
      expect(await codeOf(text, [...person, 'ztoken']), text).toBe('password_common')
    const host = ['https://login.beispiel-firma.de/app', 'login.beispiel-firma.de']
    for (const text of ['beispiel', 'Beispiel-Firma', 'beispielfirma1', 'beispiel2026']) {
      expect(await codeOf(text, host), text).toBe('password_common')
    }
    const fine = [
      '139 balloons at dawn',
      'zhangsan goes sailing',
      'ztoken is a fine product',
      '73519038',
    ]
    for (const text of fine) expect(await codeOf(text, [...person, 'ztoken', ...host])).toBeNull()
  })
})
