import type { TokenStorage } from '../ports.ts'

/** A storage whose answers take time, e.g. AsyncStorage or SecureStore of React Native. */
export interface AsyncStorage {
  /** Null where there is none. Rejects where it cannot be read. */
  getItem(name: string): Promise<string | null>
  /** Rejects where it cannot be kept. */
  setItem(name: string, text: string): Promise<unknown>
  /** Rejects where it cannot be removed. */
  removeItem(name: string): Promise<unknown>
}

/**
 * Tokens in a storage that takes time, for programs that are one process: read once, kept in
 * memory, and written behind in the order of the changes. What cannot be read or written is
 * forgotten with the process.
 */
export function asyncTokenStorage(
  storage: AsyncStorage,
  { name = 'ztoken' }: { readonly name?: string } = {},
): TokenStorage {
  const tokens = slowText(storage, name)
  const known = slowText(storage, `${name}.device`)
  const ready = Promise.all([tokens.ready, known.ready])
  return {
    ...tokens,
    ready,
    device(token) {
      if (token) known.write(token)
      return known.read() ?? undefined
    },
  }
}

function slowText(
  storage: AsyncStorage,
  name: string,
): Required<Pick<TokenStorage, 'read' | 'write' | 'ready'>> {
  let text: string | null = null
  let last: Promise<unknown> = Promise.resolve()
  return {
    ready: storage.getItem(name).then(
      (found) => {
        text = found
      },
      () => {},
    ),
    read: () => text,
    write(next) {
      text = next
      const put = (): Promise<unknown> =>
        next === null ? storage.removeItem(name) : storage.setItem(name, next)
      last = last.then(put).catch(() => {})
    },
  }
}
