import { codes } from '@ztoken/contract'

/** Answers that were none of success, by their reason. */
export interface Refusals {
  /** In: a reply before it is written. */
  count(payload: unknown): void
  byReason(): ReadonlyMap<string, number>
}

const numbers: ReadonlySet<number> = new Set(Object.values(codes).map(({ number }) => number))

/** As many reasons as there are codes, whatever is sent. */
export function createRefusals(): Refusals {
  const found = new Map<string, number>()
  return {
    count(payload) {
      const { code, reason } = Object(payload) as { code?: unknown; reason?: unknown }
      if (typeof code !== 'number' || code === 0) return
      const name = nameOf(code, reason)
      if (name !== null) found.set(name, (found.get(name) ?? 0) + 1)
    },
    byReason: () => found,
  }
}

/** The tutorial's replies have a number alone, which may stand for several reasons. */
function nameOf(code: number, reason: unknown): string | null {
  if (typeof reason === 'string') return Object.hasOwn(codes, reason) ? reason : null
  return numbers.has(code) ? `tutorial_${code}` : null
}
