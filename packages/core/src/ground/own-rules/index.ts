import { ZtokenError } from '@ztoken/contract'
import { copyOf } from '../account/user.ts'
import { type Asking, askApplication } from '../ask-application.ts'
import type { LoginAsked, OwnRefusal, OwnRulesOptions, RegistrationAsked } from './options.ts'

/** The rules of the application itself, asked at the one place that each of them is about. */
export interface OwnRules {
  /** Throws ZtokenError `refused`; `unavailable` where the rule fails or does not answer. */
  requireLogin(asked: LoginAsked): Promise<void>
  /** Throws as `requireLogin`. */
  requireRegistration(asked: RegistrationAsked): Promise<void>
}

export interface OwnRulesNeeds extends OwnRulesOptions, Asking {}

/** Throws TypeError for a rule that is no function. */
export function createOwnRules(needs: OwnRulesNeeds): OwnRules {
  const { beforeLogin, beforeRegister } = needs
  for (const rule of [beforeLogin, beforeRegister]) {
    if (rule !== undefined && typeof rule !== 'function') {
      throw new TypeError('beforeLogin and beforeRegister are functions')
    }
  }

  async function require<Asked>(
    rule: ((asked: Asked) => unknown) | undefined,
    asked: Asked,
  ): Promise<void> {
    if (rule === undefined) return
    const refusal = await askApplication(needs, () => rule(asked), refusalIn)
    if (refusal === null) return
    const { code, zh, en } = refusal
    throw new ZtokenError('refused', { data: { code }, words: { zh, en } })
  }

  return {
    requireLogin: (asked) => require(beforeLogin, { ...asked, user: copyOf(asked.user) }),
    requireRegistration: (asked) => require(beforeRegister, asked),
  }
}

const codeForm = /^[a-z][a-z0-9_]{0,63}$/
const longest = 500

/** Whatever is neither nothing nor a refusal is a fault of the rule: it must let nobody in. */
function refusalIn(answer: unknown): OwnRefusal | null {
  if (answer === undefined || answer === null) return null
  const { code, zh, en } = Object(answer) as Record<string, unknown>
  const isText = (text: unknown): boolean =>
    typeof text === 'string' && text !== '' && text.length <= longest
  if (typeof code === 'string' && codeForm.test(code) && isText(zh) && isText(en)) {
    return { code, zh: zh as string, en: en as string }
  }
  throw new TypeError('a rule gives nothing, or { code, zh, en } with a code in snake_case')
}
