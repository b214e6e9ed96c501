import { importSigningKey, KeyError, parseStrictJson, type SigningKey } from '@ztoken/token'

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const mostKeys = 100

/**
 * The keys of a JWKS (RFC 7517 §5) that read our tokens: Ed25519, for signatures. Keys of other
 * types and uses are somebody else's and passed over. The set is refused whole where any key in it
 * shows a private member, and where one of ours is malformed, of low order, listed twice, or named
 * otherwise than by its thumbprint; so is a set without a key of ours, which would end every login.
 * Throws KeyError.
 */
export function parseJwks(text: string): SigningKey[] {
  const found = parseStrictJson(text)
  const keys = typeof found === 'object' && found !== null && 'keys' in found ? found.keys : null
  if (!Array.isArray(keys) || keys.length > mostKeys) throw new KeyError('key_malformed')
  const ours = keys.map(checkedMembers).filter(isOurs)
  if (ours.length === 0) throw new KeyError('key_malformed')
  const read = ours.map((jwk) => {
    const key = importSigningKey(jwk)
    if (jwk.kid !== key.kid) throw new KeyError('key_malformed')
    return key
  })
  if (new Set(read.map(({ kid }) => kid)).size !== read.length) throw new KeyError('key_duplicate')
  return read
}

function checkedMembers(jwk: unknown): Record<string, unknown> {
  if (typeof jwk !== 'object' || jwk === null) throw new KeyError('key_malformed')
  if (privateMembers.some((name) => name in jwk)) throw new KeyError('key_malformed')
  return jwk as Record<string, unknown>
}

function isOurs({ kty, crv, use }: Record<string, unknown>): boolean {
  return kty === 'OKP' && crv === 'Ed25519' && (use === undefined || use === 'sig')
}
