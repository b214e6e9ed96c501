import type { CodeChannel, IdentityView } from '@ztoken/contract'

/** What of somebody a channel reaches. */
const kinds = { sms: 'phone', email: 'email' } as const
export type ReachedKind = (typeof kinds)[CodeChannel]

/** What codes can be sent to, by the channels that the server has. */
export function reachedKinds(channels: readonly CodeChannel[]): ReachedKind[] {
  return channels.map((channel) => kinds[channel])
}

/** True where a code can be sent to this. */
export function isReached(channels: readonly CodeChannel[], kind: IdentityView['kind']): boolean {
  return channels.some((channel) => kinds[channel] === kind)
}

/** Whom a code is sent to, as it was typed. */
export function recipientOf(written: string): { phone: string } | { email: string } {
  return kindOf(written) === 'email' ? { email: written } : { phone: written }
}

export function kindOf(written: string): ReachedKind {
  // Full width as well: the server reads it as the same.
  return /[@＠]/.test(written) ? 'email' : 'phone'
}
