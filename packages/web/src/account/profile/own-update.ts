import type { UpdateMeBody, UserView } from '@ztoken/contract'
import { useZtoken } from '@ztoken/sdk/vue'
import { useI18n } from 'vue-i18n'
import type { ToastAction } from '../../ui/toasts.ts'
import { changesBack, concernedBy } from '../../undo/changes.ts'
import { isSame, useUndo } from '../../undo/undo.ts'

export interface OwnUpdate {
  readonly saved: UserView
  /** What takes it back; null where that cannot be. */
  readonly undo: ToastAction | null
}

/** Changes what is told of oneself. Throws ZtokenError as `PATCH /v1/me` answers. */
export function useOwnUpdate(): (changes: UpdateMeBody, before: UserView) => Promise<OwnUpdate> {
  const { t } = useI18n()
  const client = useZtoken()
  const undoing = useUndo()

  return async (changes, before) => {
    const saved = await client.updateUser(changes)
    const back = changesBack(changes, before)
    if (back === null) return { saved, undo: null }
    const left = concernedBy(changes, saved)
    const undo = undoing({
      name: t('profile.title'),
      isAsLeft: async () => isSame(concernedBy(changes, await client.loadUser()), left),
      takeBack: () => client.updateUser(back),
    })
    return { saved, undo }
  }
}
