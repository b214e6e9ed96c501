import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { grounds } from '../src/pages/branding/accent.ts'
import { type Colour, colourOf, contrast, hexOf } from '../src/pages/branding/contrast.ts'
import { secret } from './open.ts'

const load = (accent: string) =>
  loadSettings({ ZTOKEN_SECRET: secret, ZTOKEN_SITE_ACCENT: accent }, null, true)

function faultOf(accent: string): string {
  try {
    load(accent)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${accent} is taken`)
}

const colour = (text: string): Colour => colourOf(text) ?? [0, 0, 0]

describe('the contrast of an accent', () => {
  it('is refused where no text can be read in it, with its contrast and the nearest shade that will do', () => {
    const given = ['#ffd400', '#777', '#1677ff', '#3b4fd8,#3b4fd8', '#3b4fd8,#000']
    for (const text of given) {
      const fault = faultOf(text)
      const [, theme, better = ''] =
        /reaches a contrast of [\d.]+:1 on the (light|dark) pages, .* is (#[0-9a-f]{6})$/.exec(
          fault,
        ) ?? []
      expect(theme, fault).toBe(text.includes(',') ? 'dark' : 'light')
      expect(() => load(theme === 'light' ? better : `#3b4fd8,${better}`)).not.toThrow()
    }
    expect(faultOf('#ffd400')).toContain('ZTOKEN_SITE_ACCENT has #ffd400, which reaches')
  })

  it('is what WCAG 2.2 says it is', () => {
    expect(contrast(colour('#000'), colour('#fff'))).toBe(21)
    expect(contrast(colour('#fff'), colour('#fff'))).toBe(1)
    expect(contrast(colour('#777777'), colour('#ffffff'))).toBeCloseTo(4.48, 2)
    expect(contrast(colour('#ffffff'), colour('#767676'))).toBeCloseTo(4.54, 2)
  })

  it('is judged on the colours that the pages have', () => {
    const styles = readFileSync(
      resolve(import.meta.dirname, '../../web/src/styles/tokens.css'),
      'utf8',
    )
    const [light = '', dark = ''] = styles.split(':root[data-theme="dark"]')
    const written = (text: string, name: string) =>
      new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(text)?.[1]
    for (const [text, ground] of [
      [light, grounds.light],
      [dark, grounds.dark],
    ] as const) {
      expect(ground.backgrounds.map(hexOf)).toEqual(
        ['ground', 'surface', 'surface-sunken'].map((name) => written(text, name)),
      )
      expect(hexOf(ground.surface)).toBe(written(text, 'surface'))
      expect(hexOf(ground.onAccent)).toBe(written(text, 'on-accent'))
    }
  })
})
