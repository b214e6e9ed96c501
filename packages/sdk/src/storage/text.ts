import type { TokenStorage } from '../ports.ts'

/** What localStorage and sessionStorage have in common. */
export interface WebStorage {
  getItem(name: string): string | null
  setItem(name: string, text: string): void
  removeItem(name: string): void
}

/** What a device is known by, in a text of its own. */
export function deviceIn({ read, write }: Kept): (token?: string) => string | undefined {
  return (token) => {
    if (token) write(token)
    return read() ?? undefined
  }
}

type Kept = Pick<TokenStorage, 'read' | 'write'>

/** One text in a storage that may be full, forbidden or not there: then it is kept in memory. */
export function textIn(
  storage: () => WebStorage,
  name: string,
): { read(): string | null; write(text: string | null): void } {
  let own: string | null | undefined
  return {
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
