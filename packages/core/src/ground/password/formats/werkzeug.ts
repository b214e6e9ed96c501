import { pbkdf2Check, scryptCheck } from './derive.ts'
import type { HashFormat } from './format.ts'

const form = /^(pbkdf2|scrypt):([a-z0-9:]{1,40})\$([^$]{1,128})\$([0-9a-f]{40,128})$/
const whole = /^[1-9][0-9]{0,9}$/

/** What `generate_password_hash` took before a hash named its iterations. */
const unnamedIterations = 150_000

/**
 * werkzeug's hashes: `pbkdf2:sha256:260000$salt$hex` and `scrypt:32768:8:1$salt$hex`, the salt
 * taken as text. Its plain and single-digest methods are refused.
 */
export const werkzeug: HashFormat = {
  parse(stored) {
    const found = form.exec(stored)
    if (found === null) return null
    const [, kind, parameters = '', saltText = '', hex = ''] = found
    const salt = Buffer.from(saltText, 'utf8')
    const expected = Buffer.from(hex, 'hex')
    const [first = '', second, third, ...rest] = parameters.split(':')
    if (hex.length % 2 !== 0 || rest.length > 0) return null
    if (kind === 'pbkdf2') {
      if (third !== undefined || (second !== undefined && !whole.test(second))) return null
      const iterations = second === undefined ? unnamedIterations : Number(second)
      return pbkdf2Check(first, iterations, salt, expected)
    }
    const costs = [first, second ?? '', third ?? '']
    if (!costs.every((cost) => whole.test(cost)) || expected.length !== 64) return null
    return scryptCheck(costs.map(Number) as [number, number, number], salt, expected)
  },
}
