const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/

/** A day or a moment, in milliseconds; a day begins in UTC. NaN for what is neither. */
export function instantOf(text: string): number {
  return form.test(text) ? Date.parse(text) : Number.NaN
}
