import type { CodePurpose } from '@ztoken/contract'
import { requestCode } from '@ztoken/sdk/codes'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, type Ref, type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCountdown } from '../client/countdown.ts'
import { useAction } from '../client/failure.ts'
import { useFieldFaults } from '../client/field-faults.ts'
import { sameIdentifier, useWait, type Wait } from '../client/wait.ts'
import { notify } from '../ui/toasts.ts'
import { type AskedCode, askedNow, forgetAsked, keepAsked, keptAsked } from './asked-code.ts'
import { recipientOf } from './recipient.ts'

export interface CodeRequestOptions {
  readonly purpose: CodePurpose
  /** Under what it is kept for a reload. */
  readonly place: string
  /** Whom to send it to, as it is typed. */
  readonly to: () => string
}

/** A code that is asked for on a page, and what is known of it. */
export interface CodeRequest {
  /** The one that was sent last; null before. */
  readonly asked: Readonly<ShallowRef<AskedCode | null>>
  /** Whole seconds until another may be asked for. */
  readonly secondsLeft: ComputedRef<number>
  readonly isSending: Ref<boolean>
  /** Why none could be sent, in words. */
  readonly fault: Ref<string | null>
  /** The same where it is about whom to send it to. */
  readonly faults: Ref<Partial<Record<'to', string>>>
  /** How long the server wants no further request for this recipient. */
  readonly wait: Wait
  /** Has one sent: one at a time, and none before another may be asked for. */
  send(): Promise<void>
  /** Asks anew whom to send one to. */
  change(): void
  /** It was right, and is used up. */
  used(): void
}

const refusals = {
  to: ['phone_invalid', 'email_invalid', 'channel_unavailable', 'region_unsupported'],
} as const

/** What was asked for in the same place before a reload, for the same recipient, is still there. */
export function useCodeRequest({ purpose, place, to }: CodeRequestOptions): CodeRequest {
  const { t } = useI18n()
  const client = useZtoken()
  const kept = keptAsked(place)
  const asked = shallowRef(kept?.sentTo === to() ? kept : null)
  const recipient = (): string => asked.value?.sentTo ?? to()
  const secondsLeft = useCountdown(() => asked.value?.resendAt ?? 0)
  const wait = useWait(() => sameIdentifier(recipient()))
  const { faults, take, clear } = useFieldFaults(refusals)

  const {
    isBusy: isSending,
    fault,
    run,
  } = useAction(
    async () => {
      clear()
      const sentTo = recipient()
      const isAnother = asked.value !== null
      const view = await requestCode(client, { purpose, ...recipientOf(sentTo) })
      asked.value = askedNow(view, sentTo)
      keepAsked(place, asked.value)
      if (isAnother) notify(t('codes.sentAgain'))
    },
    (error) => wait.take(error) || take(error),
  )

  return {
    asked,
    secondsLeft,
    isSending,
    fault,
    faults,
    wait,
    async send() {
      if (!wait.isWaiting.value && secondsLeft.value === 0) await run()
    },
    change() {
      asked.value = null
      forgetAsked(place)
    },
    used: () => forgetAsked(place),
  }
}
