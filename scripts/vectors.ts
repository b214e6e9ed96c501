import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { publicFormatFromJwks } from '@ztoken/token'

/**
 * Tokens of the public format for whoever verifies them in another language: those that hold and
 * those that have to be refused, with the set of keys. The keys are known to everybody.
 */
export function publicTokenVectors(): string {
  const [key, other] = [keyOf('ztoken vectors 1'), keyOf('ztoken vectors 2')]
  const good = {
    iss: 'ztoken',
    aud: 'ztoken',
    sub: '42',
    sid: 'f1d7',
    iat: 1767225600,
    exp: 4102444800,
  }
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid }
  const signed = (claims: object, head: object = header, by = key): string => {
    const input = `${encoded(head)}.${encoded(claims)}`
    return `${input}.${sign(null, Buffer.from(input), by.privateKey).toString('base64url')}`
  }
  const genuine = signed(good)
  const further = { auth_time: good.iat, amr: ['pwd', 'otp', 'mfa'], ext: { tenant: 'acme' } }
  const holding = { holds: true, sub: good.sub, sid: good.sid }
  const [head, , signature] = genuine.split('.') as [string, string, string]
  const refused: Readonly<Record<string, string>> = {
    'it has expired': signed({ ...good, iat: 1577836800, exp: 1577840400 }),
    'it is for another audience': signed({ ...good, aud: 'another' }),
    'it is of another issuer': signed({ ...good, iss: 'another' }),
    'it has no expiry': signed({ ...good, exp: undefined }),
    'it is no access token': signed(good, { ...header, typ: 'JWT' }),
    'its key is not in the set': signed(good, { ...header, kid: other.kid }, other),
    'another key signed it under this name': signed(good, header, other),
    'its content was changed': `${head}.${encoded({ ...good, sub: '1' })}.${signature}`,
    'it is not signed': `${encoded({ ...header, alg: 'none' })}.${encoded(good)}.`,
    'the public key was taken for a secret': bySecret({ ...header, alg: 'HS256' }, good, key.x),
    'it is cut off': genuine.slice(0, -10),
    'it is nothing of the kind': 'not.a.token',
  }
  const tokens = [
    { name: 'it holds', token: genuine, ...holding },
    { name: 'it holds, and says more', token: signed({ ...good, ...further }), ...holding },
    ...Object.entries(refused).map(([name, token]) => ({ name, token, holds: false })),
  ]
  const { jwks } = publicFormatFromJwks({ keys: [key.jwk] })
  const parties = { issuer: 'ztoken', audience: 'ztoken' }
  return `${JSON.stringify({ ...parties, jwks, tokens }, null, 2)}\n`
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function bySecret(header: object, claims: object, secret: string): string {
  const input = `${encoded(header)}.${encoded(claims)}`
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(input)
  return `${input}.${mac.digest('base64url')}`
}

/** A key pair from a text (RFC 8410 §7 around the seed of RFC 8032), named by its thumbprint. */
function keyOf(text: string) {
  const seed = createHash('sha256').update(text).digest()
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
  const x = String(jwk.x)
  const thumbprint = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)
  return { privateKey, jwk, x, kid: thumbprint.digest('base64url') }
}
