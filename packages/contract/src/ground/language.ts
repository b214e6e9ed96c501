import type { Language } from './words.ts'

/**
 * The language of a reply: the first one of `Accept-Language` that we speak, in order of weight
 * (RFC 9110 §12.5.4); zh-CN where none is.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined || acceptLanguage.length > 256) return 'zh-CN'
  const wishes = acceptLanguage
    .split(',')
    .map((wish) => {
      const [tag = '', weight = ''] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/, 2)
      return { primary: tag.split('-', 1)[0], weight: weight === '' ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
  const first = wishes.find(({ primary }) => primary === 'zh' || primary === 'en')
  return first?.primary === 'en' ? 'en' : 'zh-CN'
}
