import { type CoreOptions, coreDefaults, isRoleName } from '@ztoken/core'
import { instantOf } from '../instant.ts'
import { oneOf, type Read, text, truth, whole } from '../readers.ts'
import { itemsOf } from '../texts.ts'
import type { ReadingsOf } from './reading.ts'

/** Of whom a second factor is required, and what authenticators call us. */
export interface SecondFactorSettings {
  readonly factors_required: 'none' | 'roles' | 'all'
  readonly factor_roles: readonly string[]
  /** Milliseconds since 1970. */
  readonly factors_required_from: number | null
  readonly factor_recovery_hours: number
  readonly factor_recovery_of_roles: boolean
  readonly trusted_device_days: number
  readonly totp_issuer: string | null
}

const roles: Read<readonly string[]> = (given) => {
  const items = itemsOf(given)
  return items.length > 0 && items.every(isRoleName)
    ? { value: items }
    : 'has to be names of roles: admin,support'
}

const moment: Read<number> = (given) => {
  const value = instantOf(given)
  return Number.isFinite(value) ? { value } : 'has to be a day or a moment: 2026-03-01'
}

export const secondFactorReadings: ReadingsOf<SecondFactorSettings> = {
  factors_required: {
    fallback: coreDefaults.factorsRequired,
    about:
      'of whom a [second factor](guides/second-factors.md) is required: `none`, `roles` (whoever has one of `ZTOKEN_FACTOR_ROLES`) or `all`',
    read: oneOf(['none', 'roles', 'all']),
  },
  factor_roles: {
    fallback: coreDefaults.factorRoles,
    about: 'the roles that ask for a second factor, comma-separated',
    read: roles,
  },
  factors_required_from: {
    fallback: null,
    about:
      'from when on, e.g. `2026-03-01`: until then whoever has none signs in as before; by default at once',
    read: moment,
  },
  factor_recovery_hours: {
    fallback: coreDefaults.factorRecoveryHours,
    about:
      'how long somebody waits who [lost their second factor](guides/second-factors.md#where-nobody-takes-it-away) and has no recovery code, in hours; `0`: an administrator takes it away, or nobody',
    read: whole(0, 720),
  },
  factor_recovery_of_roles: {
    fallback: coreDefaults.factorRecoveryOfRoles,
    about: 'whether whoever has one of `ZTOKEN_FACTOR_ROLES` may do so as well',
    read: truth,
  },
  trusted_device_days: {
    fallback: coreDefaults.trustedDeviceDays,
    about: 'how long a device is asked for no second factor where its owner wants that; `0`: never',
    read: whole(0, 365),
  },
  totp_issuer: {
    fallback: null,
    about: 'the name under which authenticator apps list our codes; by default the issuer',
    read: text,
  },
}

/** As the core takes them. */
export function secondFactorOptions(
  settings: SecondFactorSettings,
): Pick<
  CoreOptions,
  | 'factorsRequired'
  | 'factorRoles'
  | 'factorsRequiredFrom'
  | 'factorRecoveryHours'
  | 'factorRecoveryOfRoles'
  | 'trustedDeviceDays'
  | 'totpIssuer'
> {
  const { totp_issuer: totpIssuer } = settings
  return {
    factorsRequired: settings.factors_required,
    factorRoles: settings.factor_roles,
    factorsRequiredFrom: settings.factors_required_from,
    factorRecoveryHours: settings.factor_recovery_hours,
    factorRecoveryOfRoles: settings.factor_recovery_of_roles,
    trustedDeviceDays: settings.trusted_device_days,
    ...(totpIssuer !== null && { totpIssuer }),
  }
}
