/** What a line means: the first of a plot, another beside it, or what has failed. */
export type Tone = 'first' | 'second' | 'failed'

/** What a canvas is painted with: tokens of the theme of the moment, which CSS alone knows. */
export interface Colours {
  readonly text: string
  readonly grid: string
  readonly tones: Readonly<Record<Tone, string>>
  readonly font: string
}

export function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    text: token('--text-muted'),
    grid: token('--border'),
    tones: { first: token('--accent'), second: token('--second'), failed: token('--danger') },
    font: `12px ${token('--font')}`,
  }
}

/** Calls back after each change of the theme. Out: ends it. */
export function followColours(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
