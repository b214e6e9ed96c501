import { oneOf } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** Whether people are told what was done to their account. */
export interface NoticeSettings {
  readonly notices: 'on' | 'email' | 'off'
}

export const noticeReadings: ReadingsOf<NoticeSettings> = {
  notices: {
    fallback: 'on',
    about:
      'whether people are told what was done to their account: `on`, by every sender of codes that takes texts of ours (SMTP, Twilio, a hook); `email`, by e-mail alone; `off`',
    read: oneOf(['on', 'email', 'off']),
  },
}
