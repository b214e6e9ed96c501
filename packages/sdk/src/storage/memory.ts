import type { TokenStorage } from '../ports.ts'

/**
 * Tokens in memory: gone with the page, out of reach for whoever reads the disk (attack A220).
 * Clients that are given the same one behave as tabs do.
 */
export function memoryStorage(): TokenStorage {
  let text: string | null = null
  let turn: Promise<unknown> = Promise.resolve()
  const listeners = new Set<() => void>()
  let device: string | undefined
  return {
    device: (next = device) => {
      device = next
      return device
    },
    read: () => text,
    write(next) {
      text = next
      for (const listener of listeners) listener()
    },
    lock(work) {
      const mine = turn.then(work)
      turn = mine.catch(() => {})
      return mine
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
