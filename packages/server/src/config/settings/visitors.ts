import { type IdentifierKind, identifierKinds } from '@ztoken/contract'
import { coreDefaults } from '@ztoken/core'
import type { TokenHeader } from '@ztoken/guard'
import type { BreachedPlace } from '../../breached/breached.ts'
import type { RegistrationMode } from '../../http/options.ts'
import {
  breachedPlace,
  oneOf,
  origins,
  proxies,
  publicUrl,
  region,
  registration,
  someOf,
  truth,
  whole,
} from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** Who may come, from where, and how often somebody may be wrong. */
export interface VisitorSettings {
  readonly pages: boolean
  readonly registration: RegistrationMode
  readonly sign_in_with: readonly IdentifierKind[]
  readonly public_url: string | null
  readonly cors_origins: readonly string[]
  readonly cookies: boolean
  readonly token_header: TokenHeader
  readonly trusted_proxies: readonly string[]
  readonly login_failures_per_phone: number
  readonly login_failures_per_address: number | null
  readonly breached_passwords: BreachedPlace | null
  readonly breached_passwords_when_unavailable: 'accept' | 'refuse'
  readonly default_region: string
}

export const visitorReadings: ReadingsOf<VisitorSettings> = {
  pages: {
    fallback: true,
    about: 'whether the pages are served, under `/app/`',
    read: truth,
  },
  registration: {
    fallback: true,
    about:
      'whether strangers may register: `true`, `false`, or `code`, by a one-time code alone: then nobody learns who has an account',
    read: registration,
  },
  sign_in_with: {
    fallback: ['phone'],
    about:
      'what the sign-in page asks for beside the password: some of `phone`, `email`, `username`; the API takes each of them',
    read: someOf(identifierKinds),
  },
  public_url: {
    fallback: null,
    about: "the server's address as browsers see it, for links; by default where it listens",
    read: publicUrl,
  },
  cors_origins: {
    fallback: [],
    about: 'front-end origins, `scheme://host[:port]` each',
    read: origins,
  },
  cookies: {
    fallback: true,
    about:
      'whether browsers on this site may have refresh tokens in cookies, which scripts cannot read, and pages on the front-end origins send them',
    read: truth,
  },
  token_header: {
    fallback: 'any',
    about:
      'where tokens are looked for: `any`, `z-token` (`Authorization` is left to a platform or a proxy) or `authorization`',
    read: oneOf(['any', 'z-token', 'authorization']),
  },
  trusted_proxies: { fallback: [], about: 'addresses or networks of proxies', read: proxies },
  login_failures_per_phone: {
    fallback: coreDefaults.failuresPerPhone,
    about: 'failures of one phone before whoever tries waits, longer each time',
    read: whole(1, 1_000_000),
  },
  login_failures_per_address: {
    fallback: null,
    about:
      'failures of one address in 15 minutes; by default 100 of an IPv6 /64 and 500 of an IPv4 address, which many may share',
    read: whole(1, 1_000_000),
  },
  breached_passwords: {
    fallback: null,
    about:
      'where passwords that leaked are known, which nobody may choose: `file:PATH` of sorted SHA-1 lines, or the URL of ranges, e.g. `https://api.pwnedpasswords.com/range/`',
    read: breachedPlace,
  },
  breached_passwords_when_unavailable: {
    fallback: coreDefaults.whenBreachesUnavailable,
    about: 'what becomes of a new password while that cannot be asked: `accept` or `refuse`',
    read: oneOf(['accept', 'refuse']),
  },
  default_region: {
    fallback: coreDefaults.defaultRegion,
    about: 'the region of a phone without +',
    read: region,
  },
}
