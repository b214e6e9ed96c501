import { argon2 } from './argon2.ts'
import { bcrypt } from './bcrypt.ts'
import { pbkdf2Check, scryptCheck } from './derive.ts'
import type { HashFormat, PasswordCheck } from './format.ts'

const form = /^\{([a-z0-9]{1,20})(@SpringSecurity_v[0-9_]{1,8})?\}(.+)$/s
const keyBytes = 32
const scryptForm =
  /^\$([0-9a-f]{1,8})\$([A-Za-z0-9+/]{22,100}={0,2})\$([A-Za-z0-9+/]{22,100}={0,2})$/

/** What Spring Security's delegating encoder writes: the name of an encoder in braces. */
export const spring: HashFormat = {
  parse(stored) {
    const [, name, , hash = ''] = form.exec(stored) ?? []
    if (name === 'bcrypt') return bcrypt.parse(hash)
    if (name === 'argon2') return argon2.parse(hash)
    if (name === 'pbkdf2') return pbkdf2(hash)
    return name === 'scrypt' ? scrypt(hash) : null
  },
}

/** The salt and the key in one text of hex; of 5.8 on with SHA-256, before with SHA-1. */
function pbkdf2(hash: string): PasswordCheck | null {
  if (!/^([0-9a-f]{96}|[0-9a-f]{80})$/.test(hash)) return null
  const bytes = Buffer.from(hash, 'hex')
  const [digest, iterations, saltLength] =
    bytes.length === 48 ? (['sha256', 310_000, 16] as const) : (['sha1', 185_000, 8] as const)
  const [salt, key] = [bytes.subarray(0, saltLength), bytes.subarray(saltLength)]
  return pbkdf2Check(digest, iterations, salt, key, keyBytes)
}

/** The costs in one number: log2 N, r and p. */
function scrypt(hash: string): PasswordCheck | null {
  const [, costs = '', salt = '', key = ''] = scryptForm.exec(hash) ?? []
  if (costs === '') return null
  const number = Number.parseInt(costs, 16)
  const parameters = [2 ** (number >>> 16), (number >>> 8) & 0xff, number & 0xff] as const
  return scryptCheck(parameters, Buffer.from(salt, 'base64'), Buffer.from(key, 'base64'))
}
