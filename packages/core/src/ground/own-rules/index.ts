import { unavailable, ZtokenError } from '@ztoken/contract'
import { copyOf } from '../account/user.ts'
import type { Report } from '../tell.ts'
import type { LoginAsked, OwnRefusal, OwnRulesOptions, RegistrationAsked } from './options.ts'

/** The rules of the application itself, asked at the one place that each of them is about. */
export interface OwnRules {
  /** Throws ZtokenError `refused`; `unavailable` where the rule fails or does not answer. */
  requireLogin(asked: LoginAsked): Promise<void>
  /** Throws as `requireLogin`. */
  requireRegistration(asked: RegistrationAsked): Promise<void>
}

export interface OwnRulesNeeds extends OwnRulesOptions {
  readonly report: Report
  /** The longest wait for an answer. */
  readonly milliseconds: number
}

/** Throws TypeError for a rule that is no function. */
export function createOwnRules(needs: OwnRulesNeeds): OwnRules {
  const { beforeLogin, beforeRegister, report, milliseconds } = needs
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
    let refusal: OwnRefusal | null
    try {
      refusal = refusalIn(await inTime(async () => rule(asked), milliseconds))
    } catch (error) {
      // A rule that fails lets nobody in, and whoever runs the server hears of it.
      report(error)
      throw unavailable(new Error('a rule of the application failed'))
    }
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

async function inTime<Answer>(work: () => Promise<Answer>, milliseconds: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new Error('a rule of the application did not answer in time')
    timer = setTimeout(reject, milliseconds, error)
  })
  return Promise.race([work(), late]).finally(() => clearTimeout(timer))
}
