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
      /** What was hashed in the place of the password; null: the password. */
      readonly prehash: Prehash | null
    }
  | {
      /** SHA-crypt, of which an engine of its own knows the steps. */
      readonly primitive: 'sha-crypt'
      readonly stored: string
    }
  | {
      /** A quick hash that was wrapped in argon2 when it came in: what is compared is that hash. */
      readonly primitive: 'wrapped'
      readonly quick: QuickHash
      readonly outer: Argon2Check
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

/**
 * So that bcrypt takes a password of any length: its SHA-256 in hex (Django) or in base64 (passlib),
 * an HMAC of it under the salt (passlib's second version) or under a word (WordPress).
 */
export type Prehash = 'sha256-hex' | 'sha256-base64' | 'hmac-sha256-base64' | 'wordpress'

/** How a hash that is computed in no time was made of a password. */
export interface QuickHash {
  readonly digest: 'md5' | 'sha1' | 'sha256' | 'sha512'
  /** What stood before the password, after it, or was the key of an HMAC; null: nothing. */
  readonly salt: string | null
  readonly place: 'before' | 'after' | 'key'
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
  shaCryptRounds: 1_000_000,
} as const
