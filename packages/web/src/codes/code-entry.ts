import type { AddIdentityBody } from '@ztoken/contract'
import type { ErrorCode, ZtokenError } from '@ztoken/sdk'
import { type Ref, ref, watch } from 'vue'
import { useAction } from '../client/failure.ts'
import { useFieldFaults } from '../client/field-faults.ts'
import { sixDigits } from '../ui/six-digits.ts'
import type { CodeRequest } from './code-request.ts'
import { recipientOf } from './recipient.ts'

/** A code as the server takes it, whatever it is for. */
export type CodeAnswer = Pick<AddIdentityBody, 'challenge_id' | 'code' | 'phone' | 'email'>

/** A code that is entered on a page. */
export interface CodeEntry {
  readonly code: Ref<string>
  readonly isBusy: Ref<boolean>
  /** What went wrong, in words. */
  readonly fault: Ref<string | null>
  /** The same where it is about the code. */
  readonly faults: Ref<Partial<Record<'code', string>>>
  /** Shows the code: once at a time, and none again that was refused. */
  enter(): Promise<void>
}

const refusals: readonly ErrorCode[] = ['code_wrong', 'code_expired']

/** `instead`: failures that the page treats itself; it gives true for those. */
export function useCodeEntry(
  request: CodeRequest,
  use: (answer: CodeAnswer) => Promise<void>,
  instead: (error: ZtokenError) => boolean = () => false,
): CodeEntry {
  const { asked } = request
  const code = ref('')
  const { faults, take, clear } = useFieldFaults({ code: refusals })
  let shown = ''
  // Whoever types the last digit and presses Enter means one try, not two.
  const refused = new Set<string>()

  const { isBusy, fault, run } = useAction(
    async (answer: CodeAnswer) => {
      clear()
      await use(answer)
      request.used()
    },
    (error) => {
      if (refusals.includes(error.code)) refused.add(shown)
      return take(error) || instead(error)
    },
  )

  watch(asked, () => {
    code.value = ''
    fault.value = null
    clear()
  })

  return {
    code,
    isBusy,
    fault,
    faults,
    async enter() {
      if (asked.value === null || isBusy.value) return
      const { challengeId, sentTo } = asked.value
      shown = `${challengeId} ${sixDigits(code.value) ?? code.value}`
      if (refused.has(shown)) return
      await run({ challenge_id: challengeId, code: code.value, ...recipientOf(sentTo) })
    },
  }
}
