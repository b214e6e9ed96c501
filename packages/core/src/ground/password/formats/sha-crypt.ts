import { costLimits, type HashFormat } from './format.ts'

const form =
  /^\$(?:5\$(?:rounds=([1-9][0-9]{3,8})\$)?[^$:\n]{1,16}\$[./0-9A-Za-z]{43}|6\$(?:rounds=([1-9][0-9]{3,8})\$)?[^$:\n]{1,16}\$[./0-9A-Za-z]{86})$/
const unnamedRounds = 5000

/** SHA-crypt, `$5$` and `$6$`, as crypt(3) and passlib write it. */
export const shaCrypt: HashFormat = {
  parse(stored) {
    const found = form.exec(stored)
    if (found === null) return null
    const rounds = Number(found[1] ?? found[2] ?? unnamedRounds)
    return rounds <= costLimits.shaCryptRounds ? { primitive: 'sha-crypt', stored } : null
  },
}
