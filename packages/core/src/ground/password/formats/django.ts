import { argon2 } from './argon2.ts'
import { bcrypt, bcryptOfSha256 } from './bcrypt.ts'
import { pbkdf2Check, scryptCheck } from './derive.ts'
import type { HashFormat, PasswordCheck } from './format.ts'

/** Django writes N before the salt; what was made by hand has been seen with the salt first. */
const scryptForms = [
  /^scrypt\$(?<N>[1-9][0-9]{0,7})\$(?<salt>[^$]{1,128})\$(?<r>[1-9][0-9]?)\$(?<p>[1-9][0-9]?)\$(?<hash>[A-Za-z0-9+/]{86}==)$/,
  /^scrypt\$(?<salt>[^$]{1,128})\$(?<N>[1-9][0-9]{0,7})\$(?<r>[1-9][0-9]?)\$(?<p>[1-9][0-9]?)\$(?<hash>[A-Za-z0-9+/]{86}==)$/,
]
const form =
  /^pbkdf2_(sha1|sha256)\$([1-9][0-9]{0,9})\$([^$]{1,128})\$([A-Za-z0-9+/]{27,44}={0,2})$/

/**
 * Django's hashers: `pbkdf2_sha256$…`, `pbkdf2_sha1$…`, `scrypt$…`, `bcrypt_sha256$…`, `bcrypt$…`
 * and `argon2$…`.
 */
export const django: HashFormat = {
  parse(stored) {
    if (stored.startsWith('argon2$')) return argon2.parse(stored.slice('argon2'.length))
    if (stored.startsWith('bcrypt$')) return bcrypt.parse(stored.slice('bcrypt$'.length))
    if (stored.startsWith('bcrypt_sha256$')) {
      return bcryptOfSha256.parse(stored.slice('bcrypt_sha256$'.length))
    }
    if (stored.startsWith('scrypt$')) return scrypt(stored)
    const found = form.exec(stored)
    if (found === null) return null
    const [, digest = '', iterations, salt = '', hash = ''] = found
    const expected = Buffer.from(hash, 'base64')
    return pbkdf2Check(digest, Number(iterations), Buffer.from(salt, 'utf8'), expected)
  },
}

function scrypt(stored: string): PasswordCheck | null {
  for (const scryptForm of scryptForms) {
    const { N, r, p, salt = '', hash = '' } = scryptForm.exec(stored)?.groups ?? {}
    if (N === undefined) continue
    const costs = [Number(N), Number(r), Number(p)] as const
    const check = scryptCheck(costs, Buffer.from(salt, 'utf8'), Buffer.from(hash, 'base64'))
    if (check !== null) return check
  }
  return null
}
