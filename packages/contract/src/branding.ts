import type { Language } from './ground/words.ts'

/** A text of whoever runs the site. */
export type SiteText = Readonly<Record<Language, string>>

/**
 * What the pages show of whoever runs them. It is written into their document, as JSON in
 * `<meta name="branding">`, so that nothing of ours is seen before it; null is what was not given.
 */
export interface BrandingView {
  readonly name: SiteText | null
  /** The address of a picture, below that of the pages. */
  readonly logo: string | null
  readonly sign_in_text: SiteText | null
  readonly footer: SiteText | null
  /** The number of the filing with the MIIT, as it is to be shown. */
  readonly icp: string | null
  /** The number of the filing with the public security, likewise. */
  readonly public_security: string | null
  readonly terms_url: SiteText | null
  readonly privacy_url: SiteText | null
  readonly home_url: SiteText | null
}
