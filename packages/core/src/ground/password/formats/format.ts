/** One way in which a password has been stored. A stored hash says how it was made. */
export interface HashFormat {
  /** The check to run, or null where the hash is not of this kind or beyond the cost limits. */
  parse(stored: string): PasswordCheck | null
}

/** What compares a password with a stored hash, as plain data: it is run in a hashing thread. */
export type PasswordCheck =
  | Argon2Check
  | {
      readonly primitive: 'bcrypt'
      readonly stored: string
      /** What was hashed is the password's SHA-256 in hex. */
      readonly prehash: boolean
    }
  | {
      readonly primitive: 'pbkdf2'
      readonly digest: string
      readonly iterations: number
      readonly salt: Uint8Array
      readonly expected: Uint8Array
    }
  | {
      readonly primitive: 'scrypt'
      readonly costs: ScryptCosts
      readonly salt: Uint8Array
      readonly expected: Uint8Array
    }

export interface Argon2Check {
  readonly primitive: 'argon2'
  readonly stored: string
}

/** What a hashing thread is given: a new hash to make, or a password to compare. */
export type HashJob =
  | { readonly password: string; readonly parameters: Argon2Parameters }
  | {
      readonly password: string
      readonly check: PasswordCheck | null
      /** Run where the check fails or there is none, for equal time; its answer counts for nothing. */
      readonly decoy: PasswordCheck | null
    }

export interface Argon2Parameters {
  readonly algorithm: 0 | 1 | 2
  /** In KiB. */
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
}

/** The parameters of RFC 7914 and the bytes that may be taken for them. */
export interface ScryptCosts {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly maxmem: number
}

/** What a stored hash may make us spend: a tampered row must not cost gigabytes (attack A046). */
export const costLimits = {
  pbkdf2Iterations: 2_000_000,
  scryptBytes: 268_435_456,
  scryptN: 131_072,
  argon2Kibibytes: 262_144,
  argon2Passes: 16,
  argon2Lanes: 16,
  bcryptCost: 16,
} as const
