import type { NoticeKind } from '@ztoken/contract'
import type { CodeChannel } from '../one-time-codes/sender.ts'

/** What somebody is told of their account. */
export interface Notice {
  readonly kind: NoticeKind
  readonly channel: CodeChannel
  /** Who: a phone in E.164, or an e-mail address. */
  readonly to: string
  /** When it happened, in milliseconds since 1970. */
  readonly at: number
  /** What the device calls itself, and its IP address, where they are known. */
  readonly device: string | null
  readonly address: string | null
  /** With which they say that it was not them, once, within 72 hours. Goes into a link, behind `#`. */
  readonly token: string
}

/**
 * Hands a notice to whoever delivers it, once. What it throws is reported. `false` says that notices of
 * this kind do not go out there: where somebody has to hear of it, that is nobody.
 */
export type NoticeSender = (notice: Notice) => Promise<unknown>

/** By what channel people are told; one that is left out is none. */
export type NoticeSenders = Readonly<Partial<Record<CodeChannel, NoticeSender>>>
