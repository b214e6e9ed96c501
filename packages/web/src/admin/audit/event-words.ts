import { eventMeanings, eventTitles } from 'virtual:contract-words'
import type { AuditEvent } from '@ztoken/contract'
import { useI18n } from 'vue-i18n'

/** Every event there is. */
export const eventNames: readonly string[] = Object.keys(eventTitles)

function isKnown(event: string): event is AuditEvent {
  return eventNames.includes(event)
}

/** Events in words, in the language of the pages. A newer server may know others: by their name. */
export function useEventWords(): {
  titleOf(event: string): string
  /** What it means, in a sentence. */
  meaningOf(event: string): string | null
} {
  const { locale } = useI18n()
  const language = (): 'zh' | 'en' => (locale.value === 'en' ? 'en' : 'zh')
  return {
    titleOf: (event) => (isKnown(event) ? eventTitles[event][language()] : event),
    meaningOf: (event) => (isKnown(event) ? eventMeanings[event][language()] : null),
  }
}
