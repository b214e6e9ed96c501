import type { Core } from '@ztoken/core'
import { openAvatarStorage } from '../config/open-avatars.ts'
import type { Settings } from '../config/settings.ts'
import { removeDropped } from '../features/avatar/removal.ts'
import type { Terminal } from './terminal.ts'

/** Who is deleted here takes their picture along. */
export async function removingPictures(
  settings: Settings,
  core: Core,
  terminal: Terminal,
  work: () => Promise<void>,
): Promise<void> {
  const storage = openAvatarStorage(settings)
  if (storage === null) return work()
  const removal = removeDropped(core, storage, () => terminal.err('their picture is still there'))
  try {
    await work()
  } finally {
    await removal.close()
  }
}
