import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { branding, inLanguage, siteName } from './branding.ts'

/** A link at the foot of a page. */
export interface SiteLink {
  readonly href: string
  readonly text: string
  /** In a tab of its own: somebody may be filling in a form. */
  readonly isAside: boolean
}

/** The registers that sites in mainland China link their numbers to. */
const icpRegister = 'https://beian.miit.gov.cn/'
const securityRegister = 'https://beian.mps.gov.cn/#/query/webSearch?code='

/** Those of the site that were given: back to its application, its terms, its registrations. */
export function useSiteLinks(): ComputedRef<readonly SiteLink[]> {
  const { t } = useI18n()
  const { name, icp, public_security: security } = branding
  const link = (href: string | null, text: string, isAside = true): readonly SiteLink[] =>
    href === null ? [] : [{ href, text, isAside }]
  return computed(() => [
    ...link(
      inLanguage(branding.home_url),
      name === null ? t('branding.application') : t('branding.home', { name: siteName.value }),
      false,
    ),
    ...link(inLanguage(branding.terms_url), t('branding.terms')),
    ...link(inLanguage(branding.privacy_url), t('branding.privacy')),
    ...(icp === null ? [] : link(icpRegister, icp)),
    ...(security === null ? [] : link(securityRegister + security.replace(/\D/g, ''), security)),
  ])
}
