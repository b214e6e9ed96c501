import type { BrandingView, SiteText } from '@ztoken/contract'
import { type ComputedRef, computed } from 'vue'
import { currentLanguage } from '../locale/locale.ts'

const nothing: BrandingView = {
  name: null,
  logo: null,
  sign_in_text: null,
  footer: null,
  icp: null,
  public_security: null,
  terms_url: null,
  privacy_url: null,
  home_url: null,
}

/** Whose the pages are: the document says it, so that it is there before the first page is. */
export const branding: BrandingView = read()

/** The name of the site in the language of the moment. */
export const siteName: ComputedRef<string> = computed(() => inLanguage(branding.name) ?? 'ztoken')

/** A text of the site in the language of the moment; null where none was given. */
export function inLanguage(text: SiteText | null): string | null {
  return text?.[currentLanguage()] ?? null
}

function read(): BrandingView {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=branding]')
  return meta === null ? nothing : (JSON.parse(meta.content) as BrandingView)
}
