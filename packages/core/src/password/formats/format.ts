/** One way in which a password has been stored. A stored hash says how it was made. */
export interface HashFormat {
  /** A check ready to run, or null where the hash is not of this kind or beyond the cost limits. */
  parse(stored: string): PasswordCheck | null
}

/** True where the password is the one. Never throws on account of the hash. */
export type PasswordCheck = (password: string) => Promise<boolean>

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
