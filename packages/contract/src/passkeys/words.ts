import type { Code, EventWords } from '../ground/words.ts'

export const passkeysCodes = {
  passkey_wrong: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '通行密钥验证失败，请重试或换一种方式',
    en: 'The passkey could not be verified; try again, or another way',
  },
  passkeys_unavailable: {
    number: 4103,
    status: 400,
    zh: '此处不能使用通行密钥',
    en: 'Passkeys cannot be used here',
  },
  passkeys_full: {
    number: 4103,
    status: 409,
    zh: '通行密钥过多，请先移除不用的',
    en: 'There are too many passkeys; remove one first',
  },
} as const satisfies Readonly<Record<string, Code>>

export const passkeysEvents = {
  passkey_counter_fell: {
    title: { zh: '通行密钥计数倒退', en: 'Passkey counter fell' },
    meaning: {
      zh: '通行密钥的计数没有增加，可能被复制，已拒绝',
      en: 'the counter of a passkey did not rise, so it may have been copied: it was refused',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>
