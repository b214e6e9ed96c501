import { useZtoken } from '@ztoken/sdk/vue'
import { computed, type Ref, ref, watch } from 'vue'
import { type Action, useAction } from '../../client/failure.ts'
import { goToFault } from '../../client/field-faults.ts'
import { may } from '../../client/permissions.ts'
import { type FindFault, findUser } from '../users/find-user.ts'
import { type AuditFilters, isoTime, localTime } from './filters.ts'

const addressForm = /^[0-9A-Fa-f:.]{2,45}$/

type Asked = { -readonly [Name in keyof AuditFilters]: string }

/** What stands in the fields. `span` is `range` where two moments are given. */
export interface AskedFilters extends Action<[]> {
  readonly asked: Ref<Asked>
  readonly userFault: Ref<FindFault | null>
  readonly isAddressWrong: Ref<boolean>
  readonly isTurned: Ref<boolean>
}

/**
 * The fields for the filters: they follow the address, by a link and one step back, and are applied
 * once whoever is meant is found.
 */
export function useAskedFilters(
  shown: () => AuditFilters,
  apply: (filters: AuditFilters) => void,
): AskedFilters {
  const client = useZtoken()
  const asked = ref<Asked>({ ...shown() })
  const userFault = ref<FindFault | null>(null)
  const isAddressWrong = ref(false)
  const isTurned = computed(
    () =>
      asked.value.span === 'range' &&
      asked.value.from !== '' &&
      asked.value.until !== '' &&
      asked.value.from >= asked.value.until,
  )

  watch(
    shown,
    (now) => {
      const isRange = now.from !== '' || now.until !== ''
      const times = { from: localTime(now.from), until: localTime(now.until) }
      asked.value = { ...now, ...times, ...(isRange && { span: 'range' }) }
      userFault.value = null
      isAddressWrong.value = false
    },
    { immediate: true },
  )

  const action = useAction(async () => {
    userFault.value = null
    const address = asked.value.address.trim()
    isAddressWrong.value = address !== '' && !addressForm.test(address)
    if (isTurned.value || isAddressWrong.value) return goToFault()
    const wanted = asked.value.user.trim()
    const found = wanted === '' ? { id: '' } : await findUser(client, wanted, may('user:read'))
    if ('fault' in found) {
      userFault.value = found.fault
      return goToFault()
    }
    const { event } = asked.value
    const times =
      asked.value.span === 'range'
        ? { span: '', from: isoTime(asked.value.from), until: isoTime(asked.value.until) }
        : { span: asked.value.span, from: '', until: '' }
    asked.value.user = found.id
    apply({ user: found.id, event, address, ...times })
  })

  return { ...action, asked, userFault, isAddressWrong, isTurned }
}
