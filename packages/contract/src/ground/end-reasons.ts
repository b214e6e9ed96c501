/** Why a session is over, and why a token is refused. The order is stored: only append. */
export const endReasons = [
  'logged_out',
  'kicked_out',
  'replaced',
  'idle',
  'password_changed',
  'banned',
  'deleted',
  'refresh_token_reused',
  'key_revoked',
  'renewed',
  'merged',
] as const
export type EndReason = (typeof endReasons)[number]

const codesOfEnds = {
  logged_out: 'session_ended',
  kicked_out: 'kicked_out',
  replaced: 'replaced',
  idle: 'session_idle',
  password_changed: 'password_changed',
  banned: 'user_banned',
  deleted: 'account_deleted',
  refresh_token_reused: 'refresh_token_reused',
  key_revoked: 'token_invalid',
  renewed: 'token_invalid',
  merged: 'session_ended',
} as const satisfies Readonly<Record<EndReason, string>>
export type CodeOfEnd = (typeof codesOfEnds)[EndReason]

/** Every code that the end of a session is answered with, each once, and those of a route's own. */
export function endCodes<Own extends string = never>(...own: Own[]): readonly (CodeOfEnd | Own)[] {
  return [...new Set(endReasons.map(codeOfEnd)), ...own]
}

/** How the end of a session is answered. */
export function codeOfEnd(reason: EndReason | null): CodeOfEnd {
  return reason === null ? 'session_ended' : codesOfEnds[reason]
}
