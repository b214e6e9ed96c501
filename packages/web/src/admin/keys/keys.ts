import {
  type KeyChangeView,
  type KeysView,
  type KeyView,
  listKeys,
  revokeKey,
  rotateKeys,
} from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref, shallowRef } from 'vue'
import { type Action, useAction } from '../../client/failure.ts'

export interface SigningKeys {
  /** Null until they have come; the one that begins last stands first. */
  readonly keys: Ref<readonly KeyView[] | null>
  /** The key that issues without having been published first, by what was done here last. */
  readonly atOnce: Ref<string | null>
  readonly load: Action<[]>
  readonly rotate: Action<[immediately: boolean]>
  readonly revoke: Action<[kid: string]>
}

/** The signing keys of the public format, and what may be done with them. */
export function useSigningKeys(): SigningKeys {
  const client = useZtoken()
  const keys = shallowRef<readonly KeyView[] | null>(null)
  const atOnce = ref<string | null>(null)

  function show({ keys: now }: KeysView): void {
    keys.value = [...now].reverse()
  }

  function showChange(change: KeyChangeView): void {
    show(change)
    atOnce.value = change.activated_at_once
  }

  return {
    keys,
    atOnce,
    load: useAction(async () => show(await call(client, listKeys))),
    rotate: useAction(async (immediately) => {
      showChange(await call(client, rotateKeys, immediately ? { immediately } : {}))
    }),
    revoke: useAction(async (kid) => {
      showChange(await call(client, revokeKey, { kid }))
    }),
  }
}
