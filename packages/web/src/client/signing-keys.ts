import { listKeys } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref, watch } from 'vue'
import { may } from './permissions.ts'

/**
 * True once the server is known to have signing keys, or where it cannot be asked. Most servers have
 * none: only the public format signs.
 */
export function useHasSigningKeys(): Readonly<Ref<boolean>> {
  const client = useZtoken()
  const has = ref(false)
  watch(
    () => may('key:read'),
    async (mayRead) => {
      if (!mayRead) return
      const view = await call(client, listKeys).catch(() => null)
      has.value = view === null || view.keys.length > 0
    },
    { immediate: true },
  )
  return has
}
