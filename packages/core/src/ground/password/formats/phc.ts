import { pbkdf2Check, scryptCheck } from './derive.ts'
import type { HashFormat } from './format.ts'

const scryptForm =
  /^\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,3}),p=([0-9]{1,3})\$([A-Za-z0-9+/.]{1,128})\$([A-Za-z0-9+/.]{22,172})$/
const pbkdf2Form =
  /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?([1-9][0-9]{0,9})(?:,l=[0-9]{1,3})?\$([A-Za-z0-9+/.]{1,128})\$([A-Za-z0-9+/.]{27,86})$/

/** scrypt and PBKDF2 as PHC strings and as passlib writes them, with `.` for `+`. */
export const phc: HashFormat = {
  parse(stored) {
    const scrypt = scryptForm.exec(stored)
    if (scrypt !== null) {
      const [, ln, r, p, salt = '', hash = ''] = scrypt
      return scryptCheck([2 ** Number(ln), Number(r), Number(p)], decode(salt), decode(hash))
    }
    const found = pbkdf2Form.exec(stored)
    if (found === null) return null
    const [, digest = 'sha1', iterations, salt = '', hash = ''] = found
    return pbkdf2Check(digest, Number(iterations), decode(salt), decode(hash))
  },
}

function decode(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}
