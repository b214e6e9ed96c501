import type { AccessView } from '@ztoken/contract'
import { isNotFound, parseAccess } from './answers.ts'
import { RemoteError } from './remote-error.ts'
import type { Reports } from './reports.ts'
import { type Requests, readText } from './requests.ts'
import type { RemoteTiming } from './timing.ts'

export interface AccessQuestionsOptions {
  /** Of the feed, beside which it is asked. */
  readonly url: URL
  readonly token: string
  readonly requests: Requests
  readonly timing: RemoteTiming
  readonly monotonic: () => number
  readonly reports: Reports
}

const maximumBytes = 256 * 1024

/**
 * Asks the login server what an account may do; null where nobody has that id. After a failure it
 * fails at once for as long as a poll. Throws RemoteError.
 */
export function createAccessQuestions(
  options: AccessQuestionsOptions,
): (userId: string) => Promise<AccessView | null> {
  const { url, token, requests, timing, monotonic, reports } = options
  // An id is nothing for a log.
  const named = new URL('users/:id/access', url)
  let failure: { readonly error: unknown; readonly at: number } | null = null

  function converse(userId: string): Promise<AccessView | null> {
    return requests.converse(named, async ({ ask, allow }) => {
      allow(timing.answer, 'timed_out')
      const asked = new URL(`users/${encodeURIComponent(userId)}/access`, url)
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
      const reply = await ask(asked, headers, [404])
      const text = await readText(reply, named, maximumBytes)
      // What a proxy does not pass on is not found either: that signs nobody out.
      if (reply.status === 404 && isNotFound(text)) return null
      const access = reply.status === 200 ? parseAccess(text) : null
      if (access === null) throw new RemoteError('malformed', named)
      return access
    })
  }

  return async function ask(userId) {
    if (failure !== null && monotonic() - failure.at < timing.poll) throw failure.error
    try {
      const access = await converse(userId)
      failure = null
      reports.worked()
      return access
    } catch (error) {
      failure = { error, at: monotonic() }
      if (requests.isOpen) reports.failed(error)
      throw error
    }
  }
}
