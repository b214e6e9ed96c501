import type { FailureName, GrantView, SessionView, UserView } from '@ztoken/contract'
import type { Clock, TokenStorage } from './ports.ts'

/** Why nobody is signed in any more. */
export type SignOutReason = FailureName | 'logged_out'

/** Who is signed in. The same object until something changes. */
export interface ClientState {
  readonly user: UserView | null
  readonly session: SessionView | null
  /** Why the last session ended; null where somebody is signed in, or nobody ever was. */
  readonly reason: SignOutReason | null
}

/** What is kept of a grant. */
export interface Tokens extends Omit<GrantView, 'expires_in' | 'device_token'> {
  /**
   * Milliseconds on this device's clock: the lifetime is counted from the moment the token came,
   * so that a clock that is wrong does not matter (attack A227).
   */
  readonly expires_at: number
}

/** The storage and what follows from it. The storage alone is true: other tabs write to it too. */
export interface Keeping {
  readonly state: ClientState
  /** The tokens there are now, read again. */
  look(): Tokens | null
  /** Throws TypeError for what is no grant. */
  keep(grant: GrantView): void
  keepUser(user: UserView): void
  /** Forgets everything but why. */
  forget(reason?: SignOutReason): void
  /** Calls when other tokens are there, or none. Gives the way to stop. */
  onTokens(listener: () => void): () => void
  onChange(listener: (state: ClientState) => void): () => void
}

type Kept = Partial<Tokens> & { readonly reason?: SignOutReason }

export function createKeeping(storage: TokenStorage, clock: Clock): Keeping {
  let text: string | null = null
  let tokens: Tokens | null = null
  let state: ClientState = { user: null, session: null, reason: null }
  const listeners = new Set<() => void>()

  function look(): Tokens | null {
    const found = storage.read()
    if (found === text) return tokens
    text = found
    const kept = parse(found)
    tokens = isTokens(kept) ? kept : null
    const { user = null, session = null } = tokens ?? {}
    const reason = user ? null : (kept.reason ?? (state.user && 'logged_out'))
    const next = { user, session, reason }
    if (!isSame(next, state)) state = next
    for (const listener of [...listeners]) {
      // A listener that fails must not keep the tokens from the others, nor be silenced.
      try {
        listener()
      } catch (error) {
        void Promise.reject(error)
      }
    }
    return tokens
  }

  function write(kept: Kept | null): void {
    storage.write(kept && JSON.stringify(kept))
    look()
  }

  function onTokens(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    get state() {
      return state
    },
    look,
    keep({ expires_in, device_token, ...kept }) {
      if (!isTokens(kept)) throw new TypeError('no grant')
      storage.device?.(device_token)
      write({ ...kept, expires_at: clock.now() + expires_in * 1000 })
    },
    keepUser(user) {
      const current = look()
      if (current?.user.id === user.id) write({ ...current, user })
    },
    forget: (reason) => write(reason ? { reason } : null),
    onTokens,
    onChange(listener) {
      let known = state
      return onTokens(() => {
        if (state === known) return
        known = state
        listener(state)
      })
    },
  }
}

/** Whatever a stranger wrote there means: nobody is signed in. */
function parse(text: string | null): Kept {
  try {
    return Object(JSON.parse(text ?? ''))
  } catch {
    return {}
  }
}

function isTokens(kept: Kept): kept is Tokens {
  return !!(kept.access_token && kept.session && kept.user)
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
