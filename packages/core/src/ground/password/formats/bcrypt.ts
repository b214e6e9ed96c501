import { costLimits, type HashFormat, type PasswordCheck } from './format.ts'

const form = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/

/** bcrypt, as every library writes it. */
export const bcrypt: HashFormat = { parse: (stored) => bcryptCheck(stored, false) }

/** bcrypt of the password's SHA-256, which takes passwords of any length. */
export const bcryptOfSha256: HashFormat = { parse: (stored) => bcryptCheck(stored, true) }

function bcryptCheck(stored: string, prehash: boolean): PasswordCheck | null {
  const cost = Number(form.exec(stored)?.[1])
  if (!(cost >= 4 && cost <= costLimits.bcryptCost)) return null
  return { primitive: 'bcrypt', stored, prehash }
}
