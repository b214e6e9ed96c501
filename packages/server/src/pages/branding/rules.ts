import { isLoopback } from '@ztoken/contract'
import { accentFault } from './accent.ts'
import { readLogo } from './logo.ts'
import type { Branding } from './options.ts'

/** What is wrong with a value, as the end of a sentence that its name begins; null where nothing is. */
type Rule = (value: unknown) => string | null

const languages = ['en', 'zh-CN']

/** For one text, or for each of two. */
function inEachLanguage(rule: (text: string) => string | null): Rule {
  return (value) => {
    if (typeof value === 'string') return rule(value)
    if (!isOfLanguages(value)) {
      return 'has to be a text, or one for each language: {"zh-CN":"…","en":"…"}'
    }
    return (
      Object.values(value)
        .map(rule)
        .find((fault) => fault !== null) ?? null
    )
  }
}

function isOfLanguages(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).sort().join() === languages.join() &&
    Object.values(value).every((text) => typeof text === 'string')
  )
}

/** One line that looks as it is written: no control characters, nothing that turns the direction. */
function line(most: number): Rule {
  return inEachLanguage((text) => {
    const isRight =
      text.trim() !== '' && [...text].length <= most && !/[\p{Cc}\p{Bidi_Control}]/u.test(text)
    return isRight ? null : `has to be one line of 1 to ${most} characters`
  })
}

/** Somewhere a link may lead: no script, and no password on its way. */
const link: Rule = inEachLanguage((text) => {
  const url = text.length <= 2048 && URL.canParse(text) ? new URL(text) : null
  const isRight =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  return isRight ? null : 'has to be an https URL without credentials (http for this machine alone)'
})

function written(form: RegExp, example: string): Rule {
  return (value) =>
    typeof value === 'string' && form.test(value) ? null : `has to be written like ${example}`
}

const logo: Rule = (value) => {
  const read = typeof value === 'string' ? readLogo(value) : 'has to be the path of a picture'
  return typeof read === 'string' ? read : null
}

/** One for everything that can be given, by settings and by programs alike. */
export const brandingRules: Readonly<Record<keyof Branding, Rule>> = {
  name: line(60),
  logo,
  accent: accentFault,
  signInText: line(200),
  footer: line(200),
  icp: written(
    /^\p{Script=Han}ICP[备備证證]\d{6,12}号(?:-\d{1,4}[A-Z]?)?$/u,
    '京ICP备12345678号-1',
  ),
  publicSecurity: written(/^\p{Script=Han}公网安备 ?\d{14}号$/u, '京公网安备11010502030143号'),
  termsUrl: link,
  privacyUrl: link,
  homeUrl: link,
}
