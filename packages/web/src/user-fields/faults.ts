import type { UserFieldView } from '@ztoken/contract'
import type { ZtokenError } from '@ztoken/sdk'
import { type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFailureText } from '../client/failure.ts'
import { goToFault } from '../client/field-faults.ts'

export interface UserFieldFaults {
  /** What is wrong, in words, by the name of the field. */
  readonly faults: Ref<Readonly<Record<string, string>>>
  /** For `useAction`: takes a refusal of one of the fields shown, and brings the reader to it. */
  take(error: ZtokenError): boolean
  /** The same of what the page itself cannot make anything of. Gives whether there is any. */
  takeFaulty(names: readonly string[]): boolean
  clear(): void
}

/** `shown`: the fields that have an input. */
export function useUserFieldFaults(shown: () => readonly UserFieldView[]): UserFieldFaults {
  const { t } = useI18n()
  const textOf = useFailureText()
  const faults = ref<Readonly<Record<string, string>>>({})

  function show(found: Readonly<Record<string, string>>): boolean {
    faults.value = found
    void goToFault()
    return true
  }

  return {
    faults,
    take(error) {
      const name = error.code.startsWith('user_field') ? error.data?.field : undefined
      if (!name || !shown().some((field) => field.name === name)) return false
      return show({ [name]: textOf(error) })
    },
    takeFaulty(names) {
      if (names.length === 0) return false
      return show(Object.fromEntries(names.map((name) => [name, t('userFields.faulty')])))
    },
    clear() {
      faults.value = {}
    },
  }
}
