/** The first bits after the point of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). */
const constants = new Int32Array(64)
/** The same of the square roots of the first eight (§5.3.3). */
const initial = new Int32Array(8)

for (let count = 0, number = 2; count < 64; number += 1) {
  if (!isPrime(number)) continue
  constants[count] = fraction(Math.cbrt(number))
  if (count < 8) initial[count] = fraction(Math.sqrt(number))
  count += 1
}

const schedule = new Int32Array(64)

/**
 * SHA-256 of up to 13 words. It hides nothing: it is counted with, where the digest of the platform
 * answers later, is not there on plain http, or not at all, as in mini programs. `into` may be `words`.
 */
export function sha256(words: Int32Array, length: number, into: Int32Array): void {
  const w = schedule
  w.fill(0, length, 15)
  for (let t = 0; t < length; t += 1) w[t] = words[t] as number
  w[length] = 0x80000000
  w[15] = length * 32
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] as number
    const y = w[t - 2] as number
    const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[t] = (w[t - 16] as number) + low + (w[t - 7] as number) + high
  }
  let a = initial[0] as number
  let b = initial[1] as number
  let c = initial[2] as number
  let d = initial[3] as number
  let e = initial[4] as number
  let f = initial[5] as number
  let g = initial[6] as number
  let h = initial[7] as number
  for (let t = 0; t < 64; t += 1) {
    const mixed = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const chosen = (e & f) ^ (~e & g)
    const first = (h + mixed + chosen + (constants[t] as number) + (w[t] as number)) | 0
    const spread = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + spread + majority) | 0
  }
  into[0] = (initial[0] as number) + a
  into[1] = (initial[1] as number) + b
  into[2] = (initial[2] as number) + c
  into[3] = (initial[3] as number) + d
  into[4] = (initial[4] as number) + e
  into[5] = (initial[5] as number) + f
  into[6] = (initial[6] as number) + g
  into[7] = (initial[7] as number) + h
}

function isPrime(number: number): boolean {
  for (let n = 2; n * n <= number; n += 1) if (number % n === 0) return false
  return true
}

function fraction(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32
}
