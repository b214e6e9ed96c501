import * as contract from '@ztoken/contract'
import { isPermission, isRoleName } from '@ztoken/contract'
import { findToken, sentIn } from '@ztoken/guard'
import {
  createReader,
  createRefreshTokens,
  createResetTokens,
  createSealedTexts,
  createSetupTokens,
  encryptedFormat,
  importSecrets,
  isId,
  isParty,
  itsdangerousFormat,
  parseStrictJson,
  publicFormat,
  signedFormat,
} from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { createPhones } from '../../core/src/ground/account/phone.ts'
import { addressKey } from '../../core/src/ground/limits/address.ts'
import { createCursors } from '../../core/src/ground/page/cursor.ts'
import { createPasswords } from '../../core/src/ground/password/index.ts'
import { eventsOf } from '../../guard/src/remote/event-stream.ts'
import { parseJwks } from '../../guard/src/remote/jwks.ts'
import { createUrlOf, nextPath } from '../../sdk/src/address.ts'
import { createEventReader } from '../../sdk/src/watch/events.ts'
import { createClaimsText } from '../../token/src/claims.ts'
import { readings } from '../src/config/settings.ts'
import { avatarIdIn, fileAskedFor } from '../src/features/avatar/address.ts'
import { parseEndpoint } from '../src/webhooks/endpoints.ts'
import { growingTexts, type Reader } from './growth.ts'
import { open, secret } from './open.ts'
import { routes } from './routes.ts'

type Frames = readonly (readonly [string, string])[]
interface Row {
  readonly read: Reader
  /** What has to stand around a text so that it gets past the first look. */
  readonly around?: Frames
}

const secrets = importSecrets(secret)
const parties = { issuer: 'ztoken', audience: 'ztoken' }
const tokens = createReader({
  ...parties,
  clock: Date.now,
  formats: [
    encryptedFormat(secrets),
    signedFormat(secrets),
    publicFormat(secrets),
    itsdangerousFormat({ secrets: ['of the Flask application'] }),
  ],
})
const itsdangerous = itsdangerousFormat({ secrets: ['of the Flask application'] })
const claims = createClaimsText(parties)
const sealed = createSealedTexts('zc1', 'cursor', secrets)
const cursors = createCursors(secrets)
const phones = createPhones('CN')
const passwords = createPasswords({ concurrency: 1 })
const url = new URL('https://login.example')
const hashStarts = [
  ...['pbkdf2:sha256:1$', 'scrypt:32768:8:1$a$', 'pbkdf2_sha256$1$', 'bcrypt_sha256$', 'argon2$'],
  ...['$argon2id$v=19$m=19456,t=2,p=1$', '$2b$12$', '$scrypt$ln=15,r=8,p=1$', '$pbkdf2-sha256$1$'],
].map((start) => [start, ''] as const)

/** Everything that reads a text which a stranger may have written. */
const readers: Readonly<Record<string, Row | Reader>> = {
  'strict JSON': {
    read: parseStrictJson,
    around: [
      ['{"a":"', '"}'],
      ['[', ']'],
      ['{"', '":1}'],
    ],
  },
  'an access token': {
    read: (text) => tokens.read(text),
    around: [
      ['eyJ', '.a.b'],
      ['a.', '.c'],
      ['a.b.', ''],
    ],
  },
  'an itsdangerous token': { read: (text) => itsdangerous.open(text), around: [['a.', '.c']] },
  'the claims of a token': {
    read: (text) => claims.parse(text),
    around: [
      ['{"iss":"ztoken","aud":"ztoken","sub":"', '"}'],
      ['{"iss":"ztoken","aud":"', '"}'],
    ],
  },
  'a refresh token': {
    read: (text) => createRefreshTokens(secrets).read(text),
    around: [['zr1.', '']],
  },
  'a reset token': {
    read: (text) => createResetTokens(secrets).read(text),
    around: [['zp1.', '']],
  },
  'a set-up token': (text) => createSetupTokens(secrets).read(text),
  'a sealed text': { read: (text) => sealed.open(text), around: [['zc1.', '']] },
  'a cursor': { read: (text) => cursors.require('users', text), around: [['zc1.', '']] },
  'a secret': (text) => importSecrets(text),
  'an id': isId,
  'a party': isParty,

  'a language': contract.languageOf,
  'a permission': {
    read: isPermission,
    around: [
      ['a', ''],
      ['a:', ':*'],
    ],
  },
  'what permits': (text) => contract.permits([text], text),
  'a role': isRoleName,
  ...patternsOfTheContract(),

  'a phone': {
    read: (text) => phones.requireCanonical(text),
    around: [
      ['+86', ''],
      ['00', '1'],
    ],
  },
  'a phone of the tutorial': (text) => phones.requireTutorial(text),
  'an address': {
    read: addressKey,
    around: [
      ['::ffff:', ''],
      ['fe80::1%', ''],
    ],
  },
  'a stored hash': { read: (text) => passwords.isKnownFormat(text), around: hashStarts },
  'whether a hash is of today': (text) => passwords.needsRehash(text),
  'a new password': (text) => passwords.requireAcceptable(text, [text]),

  'a token in the headers': {
    read: (text) => findToken({ rawHeaders: ['Authorization', text] }),
    around: [
      ['Bearer ', ''],
      ['bearer a', '=!'],
    ],
  },
  'many headers': (text) => findToken({ rawHeaders: text.split('').concat('') }),
  'headers of a Request': (text) => sentIn(new Headers({ authorization: text, 'z-token': text })),
  'a JWKS': { read: parseJwks, around: [['{"keys":[', ']}']] },
  'events for a guard': {
    async read(text) {
      for await (const event of eventsOf(piecesOf(text), url)) if (event.name === '') break
    },
    around: [['data: ', '\n\n']],
  },

  'an address in the sdk': { read: createUrlOf('https://a.example'), around: [['/', '']] },
  'where to go next': { read: nextPath, around: [['/', '//']] },
  'events for a page': { read: (text) => createEventReader()(text), around: [['data: ', '\n\n']] },

  'the URL of a picture': { read: avatarIdIn, around: [['/v1/avatars/', '/256.webp']] },
  'the file of a picture': (text) => fileAskedFor(text, '64'),
  'an endpoint of a webhook': { read: parseEndpoint, around: [['https://a.example/#', '']] },
  ...Object.fromEntries(
    Object.entries(readings).map(([name, { read }]) => [`the setting ${name}`, read as Reader]),
  ),
}

/** Every pattern in the schemas of bodies, queries and paths, as the validator runs it. */
function patternsOfTheContract(): Record<string, Reader> {
  const found: Record<string, Reader> = {}
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [name, value] of Object.entries(part)) {
      if (name === 'pattern' && typeof value === 'string') {
        const pattern = new RegExp(value, 'u')
        found[`the pattern ${value}`] = (text) => pattern.test(text)
      } else visit(value)
    }
  }
  visit({ ...contract })
  return found
}

/** As a slow line brings them. */
async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 512) yield Buffer.from(text.slice(at, at + 512))
}

describe('S01 twice the text takes twice the time, whatever a stranger writes', () => {
  it.each(Object.entries(readers))('%s', async (_name, row) => {
    const { read, around = [] } = typeof row === 'function' ? { read: row } : row
    expect(await growingTexts(read, around)).toEqual([])
  })

  const headers = [
    ...['accept', 'accept-encoding', 'accept-language', 'authorization', 'z-token', 'origin'],
    ...['content-type', 'if-none-match', 'last-event-id', 'cookie', 'host', 'x-forwarded-for'],
    ...['traceparent', 'range', 'user-agent', 'referer', 'access-control-request-headers'],
  ]
  /** Node lets no more in, the target and all headers together. */
  const longestHead = 16 * 1024
  const visible = (text: string): string => text.replace(/[^\t\x20-\x7e]/g, '~')

  it.each(headers)('the header %s', async (name) => {
    const { app } = await open(
      {},
      {
        corsOrigins: ['https://app.example'],
        trustedProxies: ['127.0.0.1'],
        feed: { tokens: ['feed-token-of-32-characters-or-so'] },
      },
    )
    for (const path of ['/v1/me', '/v1/revocations', '/.well-known/jwks.json']) {
      const read: Reader = (text) => app.inject({ url: path, headers: { [name]: visible(text) } })
      expect(await growingTexts(read, [], longestHead), path).toEqual([])
    }
  })

  const openRoutes = routes.filter(
    ({ access, method }) => access === 'anybody' && method === 'POST',
  )

  const longestBody = 16 * 1000

  it.each(openRoutes)('the body of $path', async ({ path }) => {
    const { app } = await open()
    const read: Reader = (text) =>
      app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/json' },
        payload: text,
      })
    const frames = [
      ['{"phone":"', '"}'],
      ['{"password":"', '","phone":"1"}'],
    ] as const
    expect(await growingTexts(read, frames, longestBody)).toEqual([])
  })

  it('a path and a query', async () => {
    const { app } = await open()
    for (const path of ['/v1/users/', '/v1/users?search=', '/v1/audit?', '/app/', '/']) {
      const read: Reader = (text) => app.inject({ url: path + visible(text).replaceAll(' ', '') })
      expect(await growingTexts(read, [], longestHead), path).toEqual([])
    }
  })
})
