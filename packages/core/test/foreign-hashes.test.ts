import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto'
import { hash as bcryptHash } from 'bcryptjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPasswords } from '../src/ground/password/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { nobody } from './open.ts'

const passwords = createPasswords(cheapHashes)
/** What the vectors of crypt(3) below were made of. */
const password = 'pässword 密码'
const text = 'AbCdEfGhIjKlMnOp'
const salt = Buffer.from(text)
const base64 = (bytes: Buffer): string => bytes.toString('base64')

/** In parts: the salt's text, the costs and the key, as Spring writes them. */
const springScrypt = `$${((14 << 16) | (8 << 8) | 1).toString(16)}$${base64(salt)}$${base64(scryptSync(password, salt, 32, { N: 16_384, r: 8, p: 1 }))}`
const djangoScryptOf = (N: number, r: number, p: number): string =>
  base64(scryptSync(password, salt, 64, { N, r, p }))
const djangoScrypt = djangoScryptOf(1024, 8, 5)

function aspnet(
  prf: number,
  digest: string,
  iterations = 1000,
  own: Buffer = salt,
  bytes = 32,
): string {
  const head = Buffer.alloc(13)
  head[0] = 1
  head.writeUInt32BE(prf, 1)
  head.writeUInt32BE(iterations, 5)
  head.writeUInt32BE(own.length, 9)
  const key = pbkdf2Sync(password, own, 1000, bytes, digest)
  return base64(Buffer.concat([head, own, key]))
}
const saltOf = (bytes: number): Buffer => Buffer.alloc(bytes, text)

const hashes: Readonly<Record<string, string>> = {
  // By crypt(3) of libxcrypt.
  'SHA-256-crypt': '$5$rounds=5000$saltstring$nxhXvaWHWe.76cWEK9tvrzcBiFiRYsxdiAlEmFKuNH8',
  'SHA-512-crypt':
    '$6$saltstring$50CBixwbhB8E5l5x7nt3HB02gyVD8yIlyjj/hlMhnCvD1PCLlZ2SrRvi5tY1w2XvkBlWbPWXKaMk3MkT3iQj01',
  'passlib bcrypt_sha256':
    '$bcrypt-sha256$2b,8$n79VH.0Q2TMWmt3Oqt9uku$cPmStVXo5r80qpFX6bC6AVfxlYnZOG6',
  'passlib bcrypt_sha256, second version':
    '$bcrypt-sha256$v=2,t=2b,r=8$n79VH.0Q2TMWmt3Oqt9uku$x84ZoWZF.fnBaq1t08sdMLUudyeAV92',
  'WordPress 6.8': '$wp$2y$08$n79VH.0Q2TMWmt3Oqt9ukudKJe0AryW24DlZBZ/wU7t82fXYxprOC',
  'Django scrypt': `scrypt$1024$${text}$8$5$${djangoScrypt}`,
  'Django scrypt, the salt first': `scrypt$${text}$1024$8$5$${djangoScrypt}`,
  'Django scrypt, other costs': `scrypt$64$${text}$16$10$${djangoScryptOf(64, 16, 10)}`,
  'Django scrypt, other costs, the salt first': `scrypt$${text}$64$16$10$${djangoScryptOf(64, 16, 10)}`,
  'Spring bcrypt': `{bcrypt}${await bcryptHash(password, 4)}`,
  'Spring scrypt': `{scrypt}${springScrypt}`,
  'Spring scrypt of 5.8': `{scrypt@SpringSecurity_v5_8}${springScrypt}`,
  'Spring pbkdf2': `{pbkdf2}${Buffer.concat([salt.subarray(0, 8), pbkdf2Sync(password, salt.subarray(0, 8), 185_000, 32, 'sha1')]).toString('hex')}`,
  'Spring pbkdf2 of 5.8': `{pbkdf2@SpringSecurity_v5_8}${Buffer.concat([salt, pbkdf2Sync(password, salt, 310_000, 32, 'sha256')]).toString('hex')}`,
  'Spring argon2': `{argon2@SpringSecurity_v5_8}${await passwords.hash(password, nobody)}`,
  'ASP.NET Identity, SHA-1': aspnet(0, 'sha1'),
  'ASP.NET Identity, SHA-256': aspnet(1, 'sha256'),
  'ASP.NET Identity, SHA-512': aspnet(2, 'sha512'),
  'ASP.NET Identity, the shortest salt': aspnet(1, 'sha256', 1000, saltOf(8)),
  'ASP.NET Identity, the longest salt': aspnet(1, 'sha256', 1000, saltOf(87)),
  'werkzeug pbkdf2 of SHA-384': `pbkdf2:sha384:1000$${text}$${pbkdf2Sync(password, text, 1000, 48, 'sha384').toString('hex')}`,
}

describe('hashes of other frameworks (F36)', () => {
  it.each(Object.entries(hashes))('%s opens by its password and by no other', async (_, stored) => {
    expect(passwords.isKnownFormat(stored)).toBe(true)
    expect(passwords.needsRehash(stored)).toBe(true)
    expect(await passwords.verify(password, stored, nobody)).toBe(true)
    for (const other of [`${password}x`, password.slice(1), '', `${password}\0x`, `x${password}`]) {
      expect(await passwords.verify(other, stored, nobody), other).toBe(false)
    }
  })

  it.each(Object.entries(hashes))('%s has nothing before it, and nothing after it', (_, stored) => {
    const more = [' ', '\n', '$', '-'].flatMap((one) => [one + stored, stored + one])
    expect(more.filter((one) => passwords.isKnownFormat(one))).toEqual([])
  })

  it('as passlib documents them', async () => {
    const documented = [
      '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
      '$bcrypt-sha256$2a,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu',
    ]
    for (const stored of documented) {
      expect(await passwords.verify('password', stored, nobody), stored).toBe(true)
    }
  })

  it.each([
    '$2x$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
    '!Zk3h0uVq1bYzq0P8R6m2nC4sT5w7x9yAbCdEfGhI',
    '{noop}secret',
    '{sha256}97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0',
    `$P$B${'a'.repeat(30)}`,
    'e10adc3949ba59abbe56e057f20f883e',
    'md5$111111$e10adc3949ba59abbe56e057f20f883e',
    `sha1$AbCdEfGh$${'a'.repeat(40)}`,
    `pbkdf2:sha256:1000$$${'a'.repeat(64)}`,
    `$6$rounds=1000001$salt$${'a'.repeat(86)}`,
    `$6$rounds=999$salt$${'a'.repeat(86)}`,
    `$6$$${'a'.repeat(86)}`,
    `$6$salt$${'a'.repeat(43)}`,
    `$5$salt$${'a'.repeat(86)}`,
    `$bcrypt-sha256$v=2,t=2b,r=17$${'a'.repeat(22)}$${'a'.repeat(31)}`,
    `$bcrypt-sha256$v=3,t=2b,r=10$${'a'.repeat(22)}$${'a'.repeat(31)}`,
    `$wp$2y$17$${'a'.repeat(53)}`,
    `scrypt$1025$${text}$8$5$${djangoScrypt}`,
    `scrypt$1048576$${text}$8$5$${djangoScrypt}`,
    aspnet(3, 'sha256'),
    aspnet(1, 'sha256', 0),
    aspnet(1, 'sha256', 1000, saltOf(7)),
    aspnet(1, 'sha256', 1000, saltOf(88)),
    aspnet(1, 'sha256', 1000, saltOf(0)),
    ...[16, 31, 33, 64].map((bytes) => aspnet(1, 'sha256', 1000, salt, bytes)),
    aspnet(1, 'sha256').replace('AQ', 'AA'),
    aspnet(1, 'sha256').slice(0, 16),
    aspnet(1, 'sha256', 2_000_001),
    `{scrypt}$e0811$${base64(salt)}$${base64(salt)}`,
    `{scrypt}$e0001$${base64(salt)}$${base64(salt)}`,
    `{md4}${'a'.repeat(32)}`,
    '{bcrypt}',
    base64(Buffer.concat([Buffer.from([1]), Buffer.alloc(60, 5)])),
    base64(Buffer.alloc(61, 1)),
    `{scrypt}$ffffffff$${base64(salt)}$${base64(salt)}`,
    `{pbkdf2}${'a'.repeat(82)}`,
    'wrapped:md5$argon2id$',
    'wrapped:crc32$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA',
  ])('of no kind that is read, weak, or beyond the limits of cost: %s', async (stored) => {
    expect(passwords.isKnownFormat(stored)).toBe(false)
    expect(await passwords.verify('secret', stored, nobody)).toBe(false)
  })
})

describe('quick hashes are kept inside argon2id alone (F36)', () => {
  const hex = (digest: string, given: string): string =>
    createHash(digest).update(given).digest('hex')

  it.each([
    ['md5', hex('md5', password)],
    ['md5', hex('md5', password).toUpperCase()],
    ['sha1', hex('sha1', password)],
    ['sha256', hex('sha256', password)],
    ['sha512', hex('sha512', password)],
    // Django's unsalted kinds, and what Shiro and RuoYi write by hand.
    ['salt-before', `md5$s:lt$${hex('md5', `s:lt${password}`)}`],
    ['salt-after', `sha256$盐$${hex('sha256', `${password}盐`)}`],
    // werkzeug's single digests.
    ['salt-as-key', `sha1$abc$${createHmac('sha1', 'abc').update(password).digest('hex')}`],
  ] as const)('%s', async (scheme, stored) => {
    const wrapped = await passwords.wrap(stored, scheme, nobody)
    expect(wrapped).toMatch(/^wrapped:.*\$argon2id\$/)
    expect(wrapped).not.toContain(stored.slice(-32).toLowerCase())
    expect(passwords.isKnownFormat(wrapped ?? '')).toBe(true)
    expect(passwords.needsRehash(wrapped ?? '')).toBe(true)
    expect(await passwords.verify(password, wrapped, nobody)).toBe(true)
    expect(await passwords.verify(`${password}x`, wrapped, nobody)).toBe(false)
    // Who has the quick hash has no password.
    expect(await passwords.verify(stored.split('$').at(-1) ?? '', wrapped, nobody)).toBe(false)
  })

  it.each([
    ['md5', hex('md5', password)],
    ['sha1', hex('sha1', password)],
    ['sha256', hex('sha256', password)],
    ['sha512', hex('sha512', password)],
    ['salt-before', `md5$salt$${hex('md5', password)}`],
    ['salt-after', `sha256$salt$${hex('sha256', password)}`],
    ['salt-as-key', `sha1$salt$${hex('sha1', password)}`],
  ] as const)('%s has nothing before it, after it or in it', async (scheme, stored) => {
    const inside = stored.slice(0, -1)
    const bent = ['x', ' ', '\n', '$'].flatMap((one) => [
      one + stored,
      stored + one,
      one + stored.slice(1),
      inside + one,
    ])
    const wrapped = await Promise.all(bent.map((one) => passwords.wrap(one, scheme, nobody)))
    expect(bent.filter((_, n) => wrapped[n] !== null)).toEqual([])
  })

  it('the longest salt that is taken can be read again', async () => {
    const salt = '盐'.repeat(42)
    const stored = `sha512$${salt}$${hex('sha512', `${salt}${password}`)}`
    const wrapped = await passwords.wrap(stored, 'salt-before', nobody)
    expect(await passwords.verify(password, wrapped, nobody)).toBe(true)
  })

  it('what does not have the form that was said is not guessed', async () => {
    const own = createPasswords(cheapHashes)
    onTestFinished(() => own.close())
    for (const [scheme, stored] of [
      ['md5', hex('sha1', password)],
      ['sha1', hex('md5', password)],
      ['md5', 'x'.repeat(32)],
      ['salt-before', hex('md5', password)],
      ['salt-before', `md5$salt$${hex('sha1', password)}`],
      ['salt-after', `crc32$salt$${hex('md5', password)}`],
      ['md5', ''],
      // A salt that could not be read again would keep somebody out for good.
      ['salt-before', `md5$${'盐'.repeat(43)}$${hex('md5', password)}`],
    ] as const) {
      expect(await own.wrap(stored, scheme, nobody), stored).toBeNull()
    }
  })
})
