import { useI18n } from 'vue-i18n'
import { spaced } from '../../locale/spaced.ts'
import type { Unit } from './lines.ts'

const megabyte = 1_000_000

/** A value in words, in the language of the pages: `12`, `3.4/s`, `0.8 ms`, `92 MB`; a dash for none. */
export function useUnits(): {
  wordsOf(unit: Unit, value: number | null | undefined): string
} {
  const { t, locale } = useI18n()
  const numberOf = (value: number, options: Intl.NumberFormatOptions = {}): string =>
    new Intl.NumberFormat(locale.value, {
      maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0,
      ...options,
    }).format(value)

  return {
    wordsOf(unit, value) {
      if (value === null || value === undefined) return '–'
      if (unit === 'rate') return t('plot.perSecond', { n: numberOf(value) })
      if (unit === 'milliseconds') {
        return spaced(numberOf(value, { style: 'unit', unit: 'millisecond' }))
      }
      if (unit === 'bytes') {
        return numberOf(value / megabyte, { style: 'unit', unit: 'megabyte' })
      }
      return numberOf(value)
    },
  }
}
