import { readUserFields, type UserFieldView } from '@ztoken/contract'
import type { ZtokenError } from '@ztoken/sdk'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref, shallowRef, watch } from 'vue'
import { useAction } from '../../client/failure.ts'
import { may } from '../../client/permissions.ts'
import { useUserFieldFaults } from '../../user-fields/faults.ts'
import { beginningIn, type Entries, type Values } from '../../user-fields/user-fields.ts'

/** The application's own fields of somebody new, those for administrators among them. */
export interface OwnFields {
  readonly fields: Ref<readonly UserFieldView[]>
  readonly entries: Ref<Entries>
  /** What is wrong, in words, by the name of the field. */
  readonly faults: Ref<Readonly<Record<string, string>>>
  /** Why the fields could not be had, in words. */
  readonly loadFault: Ref<string | null>
  /** What was entered; null where the reader was brought to what cannot be meant. */
  read(): Values | null
  /** For `useAction`: takes a refusal of one of the fields. */
  take(error: ZtokenError): boolean
  /** Nobody is entered yet. */
  reset(): void
}

/** Asked for once the form is opened, for whoever may see users. */
export function useOwnFields(isOpen: () => boolean): OwnFields {
  const client = useZtoken()
  const fields = shallowRef<readonly UserFieldView[]>([])
  const entries = ref<Entries>({})
  const { faults, take, takeFaulty, clear } = useUserFieldFaults(() => fields.value)
  const { fault: loadFault, run } = useAction(async () => {
    fields.value = (await call(client, readUserFields)).fields
  })
  watch(isOpen, (open) => open && may('user:read') && void run())

  return {
    fields,
    entries,
    faults,
    loadFault,
    read() {
      clear()
      const { values, faulty } = beginningIn(fields.value, entries.value)
      return takeFaulty(faulty) ? null : values
    },
    take,
    reset() {
      entries.value = {}
      clear()
    },
  }
}
