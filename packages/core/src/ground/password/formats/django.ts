import { argon2 } from './argon2.ts'
import { bcrypt, bcryptOfSha256 } from './bcrypt.ts'
import { pbkdf2Check } from './derive.ts'
import type { HashFormat } from './format.ts'

const form =
  /^pbkdf2_(sha1|sha256)\$([1-9][0-9]{0,9})\$([^$]{1,128})\$([A-Za-z0-9+/]{27,44}={0,2})$/

/**
 * Django's hashers: `pbkdf2_sha256$…`, `pbkdf2_sha1$…`, `bcrypt_sha256$…`, `bcrypt$…` and
 * `argon2$…`.
 */
export const django: HashFormat = {
  parse(stored) {
    if (stored.startsWith('argon2$')) return argon2.parse(stored.slice('argon2'.length))
    if (stored.startsWith('bcrypt$')) return bcrypt.parse(stored.slice('bcrypt$'.length))
    if (stored.startsWith('bcrypt_sha256$')) {
      return bcryptOfSha256.parse(stored.slice('bcrypt_sha256$'.length))
    }
    const found = form.exec(stored)
    if (found === null) return null
    const [, digest = '', iterations, salt = '', hash = ''] = found
    const expected = Buffer.from(hash, 'base64')
    return pbkdf2Check(digest, Number(iterations), Buffer.from(salt, 'utf8'), expected)
  },
}
