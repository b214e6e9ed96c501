import { type BrandingSettings, brandingReadings } from './settings/branding.ts'
import { type CodeLimitSettings, codeLimitReadings } from './settings/code-limits.ts'
import { type CodeSettings, codeReadings } from './settings/codes.ts'
import { type HumanCheckSettings, humanCheckReadings } from './settings/human-check.ts'
import { type NoticeSettings, noticeReadings } from './settings/notices.ts'
import { type OutsideSettings, outsideReadings } from './settings/outside.ts'
import { type PasskeySettings, passkeyReadings } from './settings/passkeys.ts'
import { type ProcessSettings, processReadings } from './settings/process.ts'
import type { ReadingsOf } from './settings/reading.ts'
import { type SecondFactorSettings, secondFactorReadings } from './settings/second-factors.ts'
import { type SessionSettings, sessionReadings } from './settings/sessions.ts'
import { type TokenSettings, tokenReadings } from './settings/tokens.ts'
import { type UserFieldSettings, userFieldReadings } from './settings/user-fields.ts'
import { type VisitorSettings, visitorReadings } from './settings/visitors.ts'

/** Everything an operator can set. Lists are empty, texts null where nothing was given. */
export interface Settings
  extends ProcessSettings,
    TokenSettings,
    SessionSettings,
    VisitorSettings,
    CodeLimitSettings,
    CodeSettings,
    NoticeSettings,
    HumanCheckSettings,
    SecondFactorSettings,
    UserFieldSettings,
    PasskeySettings,
    BrandingSettings,
    OutsideSettings {}

/** Each setting with its default, as a variable `ZTOKEN_<NAME>` and as a member of the file. */
export const readings: ReadingsOf<Settings> = {
  ...processReadings,
  ...tokenReadings,
  ...sessionReadings,
  ...visitorReadings,
  ...codeLimitReadings,
  ...codeReadings,
  ...noticeReadings,
  ...humanCheckReadings,
  ...secondFactorReadings,
  ...userFieldReadings,
  ...passkeyReadings,
  ...brandingReadings,
  ...outsideReadings,
}
