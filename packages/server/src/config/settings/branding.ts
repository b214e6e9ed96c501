import { parseStrictJson } from '@ztoken/token'
import type { Branding, GivenAccent, GivenText } from '../../pages/branding/options.ts'
import { brandingRules } from '../../pages/branding/rules.ts'
import type { Read } from '../readers.ts'
import { itemsOf } from '../texts.ts'
import type { ReadingsOf } from './reading.ts'

/** Whose the pages are. */
export interface BrandingSettings {
  readonly site_name: GivenText | null
  readonly site_logo: string | null
  readonly site_accent: GivenAccent | null
  readonly site_sign_in_text: GivenText | null
  readonly site_footer: GivenText | null
  readonly site_icp: string | null
  readonly site_public_security: string | null
  readonly site_terms_url: GivenText | null
  readonly site_privacy_url: GivenText | null
  readonly site_home_url: GivenText | null
}

/** What was parsed, where the rule of its name has nothing against it. */
function judged<Name extends keyof Branding>(
  name: Name,
  parse: (given: string) => unknown = (given) => given,
): Read<NonNullable<Branding[Name]>> {
  return (given) => {
    const value = parse(given)
    return brandingRules[name](value) ?? { value: value as NonNullable<Branding[Name]> }
  }
}

/** One text for both languages, or a JSON object with one for each; `[beta]` is a text. */
function textOrTexts(given: string): unknown {
  if (!/^[{[]|^null$/.test(given)) return given
  const value = parseStrictJson(given)
  return value === undefined && !given.startsWith('{') ? given : value
}

function accentParts(given: string): unknown {
  const [light, dark, ...rest] = itemsOf(given)
  if (rest.length > 0) return null
  return dark === undefined ? light : { light, dark }
}

export const brandingReadings: ReadingsOf<BrandingSettings> = {
  site_name: {
    fallback: null,
    about:
      'the name of the site, on the [pages](guides/pages.md#making-them-yours) and in their titles; as every text of it one for both languages, or one for each: `{"zh-CN":"示例","en":"Example"}`',
    read: judged('name', textOrTexts),
    isDocument: true,
  },
  site_logo: {
    fallback: null,
    about: 'the path of its logo: an SVG, PNG or WebP of 100 kB at most',
    read: judged('logo'),
  },
  site_accent: {
    fallback: null,
    about:
      'the colour of buttons and links, `#0a7a52`, of a contrast of 4.5:1 or more; for dark pages a lighter shade of it, or a second one: `#0a7a52,#5fd6a8`',
    read: judged('accent', accentParts),
  },
  site_sign_in_text: {
    fallback: null,
    about: 'what stands below the title of the sign-in page',
    read: judged('signInText', textOrTexts),
    isDocument: true,
  },
  site_footer: {
    fallback: null,
    about: 'a text at the foot of every page',
    read: judged('footer', textOrTexts),
    isDocument: true,
  },
  site_icp: {
    fallback: null,
    about: 'the ICP number (ICP备案号), which sites in mainland China show: `京ICP备12345678号-1`',
    read: judged('icp'),
  },
  site_public_security: {
    fallback: null,
    about: 'the number of the public security (公安备案号): `京公网安备11010502030143号`',
    read: judged('publicSecurity'),
  },
  site_terms_url: {
    fallback: null,
    about: 'where the terms are',
    read: judged('termsUrl', textOrTexts),
    isDocument: true,
  },
  site_privacy_url: {
    fallback: null,
    about: 'where the privacy policy is',
    read: judged('privacyUrl', textOrTexts),
    isDocument: true,
  },
  site_home_url: {
    fallback: null,
    about: 'where the application is that people come from: the pages have a link back to it',
    read: judged('homeUrl', textOrTexts),
    isDocument: true,
  },
}

/** As the application takes it. */
export function brandingOptions(settings: BrandingSettings): Branding {
  const given = {
    name: settings.site_name,
    logo: settings.site_logo,
    accent: settings.site_accent,
    signInText: settings.site_sign_in_text,
    footer: settings.site_footer,
    icp: settings.site_icp,
    publicSecurity: settings.site_public_security,
    termsUrl: settings.site_terms_url,
    privacyUrl: settings.site_privacy_url,
    homeUrl: settings.site_home_url,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
}
