import type { Signal } from '../ports.ts'

/** What ends something, and the signal by which it hears. */
export interface Cut {
  readonly signal: Signal
  abort(): void
}

declare const AbortController: new () => Cut

export function newCut(): Cut {
  return new AbortController()
}
