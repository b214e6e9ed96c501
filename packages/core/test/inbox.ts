import type { CodeMessage, CodeSenders } from '../src/index.ts'

export interface Inbox {
  readonly senders: CodeSenders
  readonly emailAlone: CodeSenders
  /** All that were sent, once what was asked for so far has gone out. */
  messages(): Promise<readonly CodeMessage[]>
  /** The code of the newest. */
  code(): Promise<string>
}

/** Where codes arrive: by both channels, at once. */
export function createInbox(): Inbox {
  const messages: CodeMessage[] = []
  const keep = async (message: CodeMessage): Promise<void> => void messages.push(message)

  async function all(): Promise<readonly CodeMessage[]> {
    // What is sent begins a turn after the reply; a store in memory answers within the next.
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
    return messages
  }

  return {
    senders: { sms: keep, email: keep },
    emailAlone: { email: keep },
    messages: all,
    async code() {
      return (await all()).at(-1)?.code ?? 'none'
    },
  }
}

/** Any code but this one. */
export function otherThan(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0')
}
