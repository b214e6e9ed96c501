import { coreDefaults, type TestPhone } from '@ztoken/core'
import { regions, testPhones } from '../code-readers.ts'
import { whole } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** To whom one-time codes are sent, and how many. */
export interface CodeLimitSettings {
  readonly code_regions: readonly string[]
  readonly codes_per_day: number
  readonly test_phones: readonly TestPhone[]
}

export const codeLimitReadings: ReadingsOf<CodeLimitSettings> = {
  code_regions: {
    fallback: [],
    about:
      'countries whose phones are sent codes, e.g. `CN,HK`, or `*` for all; by default the one of `ZTOKEN_DEFAULT_REGION`',
    read: regions,
  },
  codes_per_day: {
    fallback: coreDefaults.codesPerDay,
    about:
      'codes by SMS, and as many by e-mail, that everybody together is sent in a day (UTC); then sending is closed until midnight and the audit says so',
    read: whole(0, 100_000_000),
  },
  test_phones: {
    fallback: [],
    about:
      'phones with a code of their own, to which nothing is sent, each until a day (UTC): `+8613800138000=123456@2026-12-31`',
    read: testPhones,
  },
}
