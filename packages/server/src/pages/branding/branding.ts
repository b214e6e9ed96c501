import { createHash } from 'node:crypto'
import type { BrandingView, SiteText } from '@ztoken/contract'
import { accentStyles } from './accent.ts'
import { type Logo, readLogo } from './logo.ts'
import type { Branding, GivenText } from './options.ts'
import { brandingRules } from './rules.ts'

/** Something that the pages fetch; its name holds the digest of what is in it. */
export interface BrandFile {
  readonly name: string
  readonly type: string
  readonly content: Buffer
}

/** What the pages are served with. */
export interface OpenBranding {
  readonly view: BrandingView
  readonly logo: BrandFile | null
  readonly styles: BrandFile | null
}

/** Reads the files. Throws TypeError for what cannot be meant, by the name of the option. */
export function openBranding(branding: Branding): OpenBranding {
  requireBranding(branding)
  const logo = branding.logo === undefined ? null : logoFile(branding.logo)
  const styles = branding.accent === undefined ? null : styleFile(accentStyles(branding.accent))
  const view: BrandingView = {
    name: inBoth(branding.name),
    logo: logo === null ? null : `./${logo.name}`,
    sign_in_text: inBoth(branding.signInText),
    footer: inBoth(branding.footer),
    icp: branding.icp ?? null,
    public_security: branding.publicSecurity ?? null,
    terms_url: inBoth(branding.termsUrl),
    privacy_url: inBoth(branding.privacyUrl),
    home_url: inBoth(branding.homeUrl),
  }
  return { view, logo, styles }
}

function requireBranding(branding: Branding): void {
  for (const [name, value] of Object.entries(branding)) {
    if (value === undefined) continue
    if (!Object.hasOwn(brandingRules, name)) throw new TypeError(`there is no branding.${name}`)
    const fault = brandingRules[name as keyof Branding](value)
    if (fault !== null) throw new TypeError(`branding.${name} ${fault}`)
  }
}

const logoTypes: Readonly<Record<Logo['kind'], string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
}

function logoFile(path: string): BrandFile {
  const read = readLogo(path)
  if (typeof read === 'string') throw new TypeError(`branding.logo ${read}`)
  const { bytes: content, kind } = read
  return { name: `logo-${digest(content)}.${kind}`, type: logoTypes[kind], content }
}

function styleFile(text: string): BrandFile {
  const content = Buffer.from(text)
  return { name: `brand-${digest(content)}.css`, type: 'text/css; charset=utf-8', content }
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}

function inBoth(text: GivenText | undefined): SiteText | null {
  if (text === undefined) return null
  return typeof text === 'string' ? { 'zh-CN': text, en: text } : text
}
