import { type ListedUserView, listUsers } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { may } from '../../client/permissions.ts'
import { type NavigationItem, ownPages, useAdministrativePages } from '../navigation.ts'

const fewestLetters = 2
const pauseMilliseconds = 200
const mostUsers = '6'
const longest = 64

/** Where one may go by what has been typed: pages, and users for those who may see them. */
export function usePlaces(text: Ref<string>): {
  readonly pages: ComputedRef<readonly NavigationItem[]>
  readonly users: Ref<readonly ListedUserView[]>
} {
  const { t } = useI18n()
  const client = useZtoken()
  const administrative = useAdministrativePages()
  const users = shallowRef<readonly ListedUserView[]>([])
  let asking = new AbortController()
  onScopeDispose(() => asking.abort())

  const pages = computed(() => {
    const wanted = text.value.trim().toLocaleLowerCase()
    return [...ownPages, ...administrative.value].filter(([name]) =>
      t(`nav.${name}`).toLocaleLowerCase().includes(wanted),
    )
  })

  watch(text, async (typed) => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const search = [...typed.replaceAll('\0', '').trim()].slice(0, longest).join('').trim()
    if (!may('user:read') || search.length < fewestLetters) {
      users.value = []
      return
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
    if (signal.aborted) return
    // What cannot be had is not offered: the pages are still there.
    const found = await call(client, listUsers, { search, limit: mostUsers }, { signal }).catch(
      () => null,
    )
    if (!signal.aborted) users.value = found?.users ?? []
  })

  return { pages, users }
}
