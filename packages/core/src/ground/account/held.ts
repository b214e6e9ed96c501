import type { Store } from '../store/store.ts'
import { type IdentityName, named } from './identity.ts'

/** An identity that was taken from an account: whose it was, and since when (milliseconds). */
export interface Held {
  readonly userId: string
  readonly since: number
  /** Since when the account had been found by it. */
  readonly createdAt: number
}

/**
 * Identities that were proven and then taken away are kept from others for a while: whoever did it
 * with a stolen session is not the one who has them.
 */
export interface HeldIdentities {
  hold(name: IdentityName, held: Held): Promise<void>
  /** Null where nobody had it lately. */
  find(name: IdentityName): Promise<Held | null>
  /** It may be anybody's again. */
  release(name: IdentityName): Promise<void>
}

const kind = 'identity/held'
const answer = 'held'
const heldMilliseconds = 30 * 86_400_000

export function createHeldIdentities({
  store,
  clock,
}: {
  readonly store: Store
  readonly clock: () => number
}): HeldIdentities {
  const questionOf = (name: IdentityName) => {
    const { id } = named({ ...name, verifiedAt: null, createdAt: 0 })
    return { id: `held.${id}`, kind, subject: id, answer }
  }

  async function take(name: IdentityName): Promise<Held | null> {
    const result = await store.answerChallenge({ ...questionOf(name), now: clock() })
    if (result.outcome !== 'right') return null
    return JSON.parse(result.data) as Held
  }

  async function hold(name: IdentityName, held: Held): Promise<void> {
    const expiresAt = held.since + heldMilliseconds
    const data = JSON.stringify(held)
    await store.putChallenge({ ...questionOf(name), data, tries: 1, expiresAt })
  }

  return {
    hold,
    async find(name) {
      const held = await take(name)
      // Looking takes it out of the store: it goes back as it was.
      if (held !== null) await hold(name, held)
      return held
    },
    release: async (name) => void (await take(name)),
  }
}
