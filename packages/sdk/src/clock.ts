import type { Clock } from './ports.ts'

declare const setTimeout: (work: () => void, milliseconds: number) => unknown

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}
