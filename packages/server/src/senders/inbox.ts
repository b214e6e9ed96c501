import type { CodePurpose, NoticeKind } from '@ztoken/contract'
import type { CodeChannel, CodeSender, NoticeSender } from '@ztoken/core'
import { linkOf, type NoticeLink } from './notices/words.ts'

interface Kept {
  readonly channel: CodeChannel
  readonly to: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A message that nobody was sent: a code, or a notice with its link. */
export type KeptMessage =
  | (Kept & { readonly code: string; readonly purpose: CodePurpose })
  | (Kept & { readonly notice: NoticeKind; readonly link: string | null })

/** Where messages of `ztoken dev` go: to the terminal, and to a page of this machine alone. */
export interface Inbox {
  /** Keeps what is sent by this channel, in memory, and prints a line of it. */
  sender(channel: CodeChannel): CodeSender
  /** Keeps what people are told of their account. In: how the link of a notice is made. */
  notices(link: NoticeLink | null): NoticeSender
  /** The newest first. */
  messages(): readonly KeptMessage[]
}

export interface InboxOptions {
  readonly print: (line: string) => void
  readonly clock?: () => number
}

/** How many messages are kept; older ones are forgotten. */
const mostKept = 50

const channels: Readonly<Record<CodeChannel, string>> = {
  sms: '短信 / SMS',
  email: '邮件 / e-mail',
}

export function createInbox({ print, clock = Date.now }: InboxOptions): Inbox {
  const kept: KeptMessage[] = []

  function keep(message: KeptMessage, line: string): void {
    kept.unshift(message)
    kept.splice(mostKept)
    print(`${channels[message.channel]} → ${message.to}: ${line}`)
  }

  return {
    sender:
      (channel) =>
      async ({ to, code, purpose }) =>
        keep({ channel, to, at: clock(), code, purpose }, `${code} (${purpose})`),
    notices: (link) => async (notice) => {
      const { channel, to, kind } = notice
      const page = linkOf(notice, { link })
      const line = page === null ? kind : `${kind} ${page}`
      keep({ channel, to, at: clock(), notice: kind, link: page }, line)
    },
    messages: () => [...kept],
  }
}
