import { useI18n } from 'vue-i18n'

/** A moment of the wire inside a sentence, in the reader's language and time zone. */
export function useTimeText(): (instant: string) => string {
  const { locale } = useI18n()
  return (instant) => {
    const format = { dateStyle: 'long', timeStyle: 'short' } as const
    return new Intl.DateTimeFormat(locale.value, format).format(new Date(instant))
  }
}
