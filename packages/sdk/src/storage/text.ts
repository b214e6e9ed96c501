import type { TokenStorage } from '../ports.ts'

/** What localStorage and sessionStorage have in common. */
export interface WebStorage {
  getItem(name: string): string | null
  setItem(name: string, text: string): void
  removeItem(name: string): void
}

type KeptText = Required<Pick<TokenStorage, 'read' | 'write' | 'device' | 'isLasting'>>

/**
 * One text in a storage that may be full, forbidden or not there: then it is kept in memory. Beside
 * it what the device is known by, where that can be.
 */
export function textIn(storage: () => WebStorage, name: string): KeptText {
  let own: string | null | undefined
  return {
    device(token) {
      try {
        if (token) storage().setItem(`${name}.device`, token)
        return storage().getItem(`${name}.device`) || undefined
      } catch {
        return undefined
      }
    },
    isLasting() {
      try {
        // Some browsers show a storage and refuse whatever is put there.
        storage().setItem(`${name}.try`, '1')
        storage().removeItem(`${name}.try`)
        return own === undefined
      } catch {
        return false
      }
    },
    read() {
      try {
        return own === undefined ? storage().getItem(name) : own
      } catch {
        return null
      }
    },
    write(text) {
      own = undefined
      try {
        if (text === null) storage().removeItem(name)
        else storage().setItem(name, text)
      } catch {
        own = text
        forget(storage, name)
      }
    },
  }
}

/** What is still there from before is no good any more. */
function forget(storage: () => WebStorage, name: string): void {
  try {
    storage().removeItem(name)
  } catch {
    // A storage that cannot be written holds nothing of ours.
  }
}
