/**
 * What setting a password may come to, and whatever else: names of codes. Mark it with a PURE
 * comment, as the operation that it stands in.
 */
export function settingPassword(...others: readonly string[]): readonly string[] {
  return [
    'password_too_short',
    'password_too_long',
    'password_common',
    'password_breached',
    ...others,
  ]
}
