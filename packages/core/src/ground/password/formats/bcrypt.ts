import { costLimits, type HashFormat, type PasswordCheck, type Prehash } from './format.ts'

const form = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/
/** passlib parts what others write in one: the version, the rounds, the salt, the hash. */
const passlibForm =
  /^\$bcrypt-sha256\$(v=2,t=)?(2[aby]),(?:r=)?([0-9]{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/

/** bcrypt, as every library writes it. */
export const bcrypt: HashFormat = { parse: (stored) => bcryptCheck(stored, null) }

/** bcrypt of the password's SHA-256 in hex, as Django writes it behind a name of its own. */
export const bcryptOfSha256: HashFormat = { parse: (stored) => bcryptCheck(stored, 'sha256-hex') }

/** passlib's `$bcrypt-sha256$`, both versions, and WordPress' `$wp$2y$`. */
export const prehashedBcrypt: HashFormat = {
  parse(stored) {
    if (stored.startsWith('$wp$')) return bcryptCheck(stored.slice('$wp'.length), 'wordpress')
    const found = passlibForm.exec(stored)
    if (found === null) return null
    const [, second, type, rounds = '', salt, hash] = found
    const prehash = second === undefined ? 'sha256-base64' : 'hmac-sha256-base64'
    return bcryptCheck(`$${type}$${rounds.padStart(2, '0')}$${salt}${hash}`, prehash)
  },
}

function bcryptCheck(stored: string, prehash: Prehash | null): PasswordCheck | null {
  const cost = Number(form.exec(stored)?.[1])
  if (!(cost >= 4 && cost <= costLimits.bcryptCost)) return null
  return { primitive: 'bcrypt', stored, prehash }
}
