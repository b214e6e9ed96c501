import type { Language } from '@ztoken/sdk'
import { createI18n } from 'vue-i18n'
import { keep, readKept } from '../browser/kept.ts'
import type { Messages } from './messages.ts'

export const languages: readonly { readonly tag: Language; readonly name: string }[] = [
  { tag: 'zh-CN', name: '简体中文' },
  { tag: 'en', name: 'English' },
]

const keptAs = 'ztoken.language'

/** Only the language that is shown is loaded. */
const loaders: Readonly<Record<Language, () => Promise<{ default: Messages }>>> = {
  'zh-CN': () => import('./zh-CN/index.ts'),
  en: () => import('./en/index.ts'),
}

/** The language chosen here before, else the first of the browser's that we speak, else zh-CN. */
function firstLanguage(): Language {
  const wishes = [readKept('localStorage', keptAs) ?? '', ...navigator.languages]
  const primary = wishes
    .map((wish) => wish.toLowerCase().split('-')[0])
    .find((tag) => tag === 'zh' || tag === 'en')
  return primary === 'en' ? 'en' : 'zh-CN'
}

const i18n = createI18n<false>({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: false,
  messages: {},
})

/** The language of the moment, for the server's messages as well. */
export function currentLanguage(): Language {
  return i18n.global.locale.value as Language
}

/** Shows the pages in a language and keeps the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language)
  i18n.global.locale.value = language
  document.documentElement.lang = language
  keep('localStorage', keptAs, language)
}

async function load(language: Language): Promise<void> {
  if (i18n.global.availableLocales.includes(language)) return
  const { default: messages } = await loaders[language]()
  i18n.global.setLocaleMessage(language, messages)
}

/** Loads the first language. The pages are shown when this resolves. */
export async function startLocale(): Promise<typeof i18n> {
  await load(currentLanguage())
  document.documentElement.lang = currentLanguage()
  return i18n
}
