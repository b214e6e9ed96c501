import { type Colour, colourOf, contrast, hexOf, mixed } from './contrast.ts'
import type { GivenAccent } from './options.ts'

const black: Colour = [0, 0, 0]
const white: Colour = [255, 255, 255]

/** What text needs (WCAG 2.2 AA, 1.4.3): links and badges are written in the accent. */
const textRatio = 4.5

type Theme = 'light' | 'dark'

/** Of a theme: what the accent is on, what is written on it, and which way it stands out more. */
interface Ground {
  readonly backgrounds: readonly Colour[]
  readonly surface: Colour
  readonly onAccent: Colour
  readonly away: Colour
  /** Of the accent in the soft background of badges. */
  readonly softShare: number
  readonly hoverShare: number
}

/** The backgrounds are those of `web/src/styles/tokens.css`; a test compares them. */
export const grounds: Readonly<Record<Theme, Ground>> = {
  light: {
    backgrounds: [
      [0xf5, 0xf6, 0xfa],
      [0xff, 0xff, 0xff],
      [0xee, 0xf0, 0xf6],
    ],
    surface: white,
    onAccent: white,
    away: black,
    softShare: 0.1,
    hoverShare: 0.2,
  },
  dark: {
    backgrounds: [
      [0x11, 0x14, 0x1f],
      [0x1a, 0x1e, 0x2d],
      [0x23, 0x28, 0x39],
    ],
    surface: [0x1a, 0x1e, 0x2d],
    onAccent: [0x10, 0x13, 0x2a],
    away: white,
    softShare: 0.14,
    hoverShare: 0.25,
  },
}

const form = 'has to be a colour such as #0a7a52, or one for light and one for dark pages'

/** What is wrong with an accent; null where it can be read. */
export function accentFault(given: unknown): string | null {
  const { light, dark } = partsOf(given)
  if (light === null || dark === null) return form
  return contrastFault('light', light) ?? (dark === undefined ? null : contrastFault('dark', dark))
}

/** The stylesheet of an accent without a fault. */
export function accentStyles(given: GivenAccent): string {
  const { light, dark } = partsOf(given)
  if (light === null || dark === null) throw new TypeError(form)
  return [
    `:root {${declarations('light', light)}}`,
    `:root[data-theme="dark"] {${declarations('dark', dark ?? readable('dark', light))}}`,
    '',
  ].join('\n')
}

/** Null is a colour that is none, undefined one that is made of the other. */
function partsOf(given: unknown): { light: Colour | null; dark: Colour | null | undefined } {
  const read = (text: unknown): Colour | null => (typeof text === 'string' ? colourOf(text) : null)
  if (typeof given !== 'object' || given === null) return { light: read(given), dark: undefined }
  const { light, dark } = given as { readonly light?: unknown; readonly dark?: unknown }
  return { light: read(light), dark: read(dark) }
}

function contrastFault(theme: Theme, accent: Colour): string | null {
  const ratio = lowestContrast(theme, accent)
  if (ratio >= textRatio) return null
  // Rounded down: 4.499 is not enough, and would be shown as 4.5.
  const shown = Math.floor(ratio * 100) / 100
  const better = hexOf(readable(theme, accent))
  return `has ${hexOf(accent)}, which reaches a contrast of ${shown}:1 on the ${theme} pages, where text needs ${textRatio}:1; the nearest shade that has it is ${better}`
}

function lowestContrast(theme: Theme, accent: Colour): number {
  const { backgrounds, onAccent } = grounds[theme]
  const others = [...backgrounds, soft(theme, accent), onAccent]
  return Math.min(...others.map((other) => contrast(accent, other)))
}

/** The colour itself, or its nearest shade in which text can be read. */
function readable(theme: Theme, colour: Colour): Colour {
  const { away } = grounds[theme]
  for (let percent = 0; percent < 100; percent += 1) {
    const shade = mixed(colour, away, percent / 100)
    if (lowestContrast(theme, shade) >= textRatio) return shade
  }
  return away
}

function soft(theme: Theme, accent: Colour): Colour {
  const { surface, softShare } = grounds[theme]
  return mixed(surface, accent, softShare)
}

function declarations(theme: Theme, accent: Colour): string {
  const { away, onAccent, hoverShare } = grounds[theme]
  const colours = {
    accent,
    'accent-hover': mixed(accent, away, hoverShare),
    'accent-soft': soft(theme, accent),
    'on-accent': onAccent,
  }
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}:${hexOf(colour)}`)
    .join(';')
}
