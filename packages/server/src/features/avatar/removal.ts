import type { Core } from '@ztoken/core'
import { avatarIdIn, avatarSizes, nameOfFile } from './address.ts'
import type { AvatarStorage } from './storage.ts'

export interface Removal {
  remove(id: string): void
  /** Follows no longer; resolves when what was begun is done. */
  close(): Promise<void>
}

/**
 * Removes the pictures that nobody has any longer: replaced, taken down, or of a deleted account.
 * Nobody waits for it. What cannot be removed stays without an owner, and is reported once.
 */
export function removeDropped(
  core: Pick<Core, 'onAvatarDropped'>,
  storage: AvatarStorage,
  report: (error: unknown) => void,
): Removal {
  const underWay = new Set<Promise<void>>()
  const stop = core.onAvatarDropped((url) => {
    const id = avatarIdIn(url)
    if (id !== null) remove(id)
  })

  function remove(id: string): void {
    const removing = removeAll(id)
      .catch(report)
      .finally(() => underWay.delete(removing))
    underWay.add(removing)
  }

  async function removeAll(id: string): Promise<void> {
    await Promise.all(avatarSizes.map(async (size) => storage.remove(nameOfFile(id, size))))
  }

  return {
    remove,
    async close() {
      stop()
      await Promise.all(underWay)
    },
  }
}
