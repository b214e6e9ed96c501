/** What somebody who forgot the password is given, by whoever knows who they are. */
export interface PasswordReset {
  readonly resetToken: string
  readonly expiresInSeconds: number
}

/** How long such a token holds. */
export const resetSeconds: number = 30 * 60
