import { verify } from '@node-rs/bcrypt'
import { costLimits, type HashFormat } from './format.ts'

const form = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/

/**
 * bcrypt. It looks at 72 bytes and stops at a NUL; a password it would not look at whole is refused
 * rather than opened by another one (attack A034).
 */
export const bcrypt: HashFormat = {
  parse(stored) {
    const cost = Number(form.exec(stored)?.[1])
    if (!(cost >= 4 && cost <= costLimits.bcryptCost)) return null
    return async (password) => {
      if (Buffer.byteLength(password) > 72 || password.includes('\0')) return false
      return verify(password, stored)
    }
  },
}
