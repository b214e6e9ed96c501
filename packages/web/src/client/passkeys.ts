import { hasPasskeys } from '@ztoken/sdk/passkeys'
import { computed, type Ref } from 'vue'
import { useAbout } from './about.ts'

/** Whether this browser can show a passkey on this page: else nothing offers one. */
export function usePasskeys(): Ref<boolean> {
  const about = useAbout()
  return computed(() => hasPasskeys() && (about.value?.passkeys.includes(location.origin) ?? false))
}
