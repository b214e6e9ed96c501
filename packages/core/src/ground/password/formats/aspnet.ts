import { pbkdf2Check } from './derive.ts'
import type { HashFormat } from './format.ts'

/** By the number that names the function in its header. */
const digests = ['sha1', 'sha256', 'sha512'] as const
const headerBytes = 13
const versionThree = 1
const keyBytes = 32

/** ASP.NET Core Identity's third version: a header, the salt and the key in base64. */
export const aspnet: HashFormat = {
  parse(stored) {
    if (!/^AQAAAA[A-Za-z0-9+/]{30,170}={0,2}$/.test(stored)) return null
    const bytes = Buffer.from(stored, 'base64')
    if (bytes.length <= headerBytes || bytes[0] !== versionThree) return null
    const [digest, iterations, saltLength] = [
      digests[bytes.readUInt32BE(1)],
      bytes.readUInt32BE(5),
      bytes.readUInt32BE(9),
    ]
    const key = bytes.subarray(headerBytes + saltLength)
    if (digest === undefined || saltLength < 8) return null
    const salt = bytes.subarray(headerBytes, headerBytes + saltLength)
    return pbkdf2Check(digest, iterations, salt, key, keyBytes)
  },
}
