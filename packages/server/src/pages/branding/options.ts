import type { SiteText } from '@ztoken/contract'

/** One for both languages, or one for each. */
export type GivenText = string | SiteText

/** The accent of the light pages, of which that of the dark ones is made, or one for each. */
export type GivenAccent = string | { readonly light: string; readonly dark: string }

/** Whose the pages are. What is not given looks as it does without. */
export interface Branding {
  /** The name of the site: beside the logo and in the titles of pages. */
  readonly name?: GivenText
  /** The path of an SVG, PNG or WebP of 100 kB at most, which is the icon of the tab as well. */
  readonly logo?: string
  /** `#rrggbb`, of a contrast in which text can be read (WCAG 2.2 AA). */
  readonly accent?: GivenAccent
  /** What stands below the title of the sign-in page. */
  readonly signInText?: GivenText
  readonly footer?: GivenText
  /** The ICP number (ICP备案号), linked to the register of the MIIT. */
  readonly icp?: string
  /** The number of the public security (公安备案号), linked to its register. */
  readonly publicSecurity?: string
  readonly termsUrl?: GivenText
  readonly privacyUrl?: GivenText
  /** Where the application is that people come from. */
  readonly homeUrl?: GivenText
}
