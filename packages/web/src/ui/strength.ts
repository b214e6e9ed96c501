import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** 0: found in a moment; 4: not found in years. */
export type Score = 0 | 1 | 2 | 3 | 4

/** Why a password is weak, where that is known. */
export const weaknesses = ['own', 'common', 'pattern', 'date'] as const
export type Weakness = (typeof weaknesses)[number]

export interface Strength {
  readonly score: Score
  readonly weakness: Weakness | null
}

/** Longer passwords are no weaker than their beginning, and looking at all of it takes time. */
const mostCharacters = 64

const weaknessOf: Readonly<Record<string, Weakness>> = {
  userInputs: 'own',
  topTen: 'common',
  topHundred: 'common',
  common: 'common',
  similarToCommon: 'common',
  wordByItself: 'common',
  straightRow: 'pattern',
  keyPattern: 'pattern',
  simpleRepeat: 'pattern',
  extendedRepeat: 'pattern',
  sequences: 'pattern',
  recentYears: 'date',
  dates: 'date',
}

let meter: Promise<ZxcvbnFactory> | undefined

/**
 * How long a guesser who tries the likely first would need (zxcvbn). Advice: the server's rules
 * decide. `context`: what is known of the person, such as phone and name. Nothing leaves the page.
 */
export async function strengthOf(password: string, context: readonly string[]): Promise<Strength> {
  meter ??= loadMeter().catch((error: unknown) => {
    meter = undefined
    throw error
  })
  const { score, feedback } = (await meter).check(password, context.flatMap(wordsOf))
  return { score, weakness: weaknessOf[feedback.warning ?? ''] ?? null }
}

/** The word lists are large: they come when the first password is typed. */
async function loadMeter(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: mostCharacters })
}

/** A phone as it was typed and as it is kept, a name as a whole and word by word. */
function wordsOf(text: string): string[] {
  const bare = text.replace(/[\s()-]/g, '')
  return [text, bare, bare.replace(/^\+?86/, ''), ...text.split(/\s+/)].filter(Boolean)
}
