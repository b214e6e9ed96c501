import type { Report } from '../tell.ts'
import type { CodeChannel, CodeMessage, CodeSenders, SendFault } from './sender.ts'
import { SendError, sendFaults } from './sender.ts'

/** What became of the codes that were handed on since the start. */
export type CodesSent = Readonly<Record<CodeChannel, Readonly<Record<Outcome, number>>>>
type Outcome = 'sent' | SendFault

/** Sends what nobody waits for: a reply that waited would tell who is known by its time. */
export interface Sending {
  readonly offers: (channel: CodeChannel) => boolean
  /** After this turn: asks whether there is something to send, and hands it on, once. */
  later(channel: CodeChannel, message: () => Promise<CodeMessage | null>): void
  sent(): CodesSent
  /** Resolves when all that is under way has gone out, or after five seconds. */
  close(): Promise<void>
}

const longestWait = 5000

export function createSending(senders: CodeSenders, report: Report): Sending {
  const underWay = new Set<Promise<void>>()
  const outcomes: readonly Outcome[] = ['sent', ...sendFaults]
  const counts = { sms: new Map<Outcome, number>(), email: new Map<Outcome, number>() }

  function count(channel: CodeChannel, outcome: Outcome): void {
    counts[channel].set(outcome, (counts[channel].get(outcome) ?? 0) + 1)
  }

  function sentBy(channel: CodeChannel): Readonly<Record<Outcome, number>> {
    const all = outcomes.map((outcome) => [outcome, counts[channel].get(outcome) ?? 0])
    return Object.fromEntries(all) as Record<Outcome, number>
  }

  async function send(
    channel: CodeChannel,
    message: () => Promise<CodeMessage | null>,
  ): Promise<void> {
    try {
      const given = await message()
      if (given === null) return
      await handOn(senders, channel, given)
      count(channel, 'sent')
    } catch (error) {
      if (error instanceof SendError) count(channel, error.fault)
      report(error)
    }
  }

  return {
    offers: (channel) => senders[channel] !== undefined,
    later(channel, message) {
      const going = new Promise(setImmediate).then(() => send(channel, message))
      underWay.add(going)
      going.finally(() => underWay.delete(going))
    },
    sent: () => ({ sms: sentBy('sms'), email: sentBy('email') }),
    async close() {
      let timer: NodeJS.Timeout | undefined
      const enough = new Promise((resolve) => {
        timer = setTimeout(resolve, longestWait)
      })
      await Promise.race([Promise.all(underWay), enough])
      clearTimeout(timer)
    },
  }
}

async function handOn(
  senders: CodeSenders,
  channel: CodeChannel,
  message: CodeMessage,
): Promise<void> {
  try {
    await senders[channel]?.(message)
  } catch (error) {
    // What somebody else throws may quote the code, or to whom it went.
    throw error instanceof SendError ? error : new SendError('refused')
  }
}
