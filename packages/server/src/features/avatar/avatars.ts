import { unavailable, ZtokenError } from '@ztoken/contract'
import { type Caller, type Core, claimantOf, type User } from '@ztoken/core'
import { type AvatarSize, fileAskedFor, nameOfFile, newAvatarId, urlOfAvatar } from './address.ts'
import type { PictureUser } from './picture-user.ts'
import { createPictures } from './pictures.ts'
import { removeDropped } from './removal.ts'
import type { AvatarStorage } from './storage.ts'

/** Pictures of people. */
export interface Avatars {
  /**
   * Gives a caller, who asks from this address, another picture. Throws ZtokenError `image_invalid`, `image_too_large`,
   * `token_invalid`, and `unavailable`, after which they have the one before.
   */
  put(caller: Caller, address: string | null, bytes: Buffer): Promise<User>
  /** The picture at this place, or null. Throws ZtokenError `unavailable`. */
  read(id: string, size: string): Promise<Uint8Array | null>
  close(): Promise<void>
}

export interface AvatarsOptions {
  readonly core: Core
  readonly storage: AvatarStorage
  /** What stands before our paths in a URL. */
  readonly base: string
  /** As whom pictures are decoded; null: as ourselves. */
  readonly pictureUser: PictureUser | null
  /** Told of files that could not be removed. */
  readonly report: (error: unknown) => void
}

/** A storage that fails is not back at once. */
const secondsToRetry = 5

/** Files come first, then the account, then the old files go: an account names what is there. */
export function createAvatars(options: AvatarsOptions): Avatars {
  const { core, storage, base, report, pictureUser } = options
  const pictures = createPictures({ user: pictureUser })
  const removal = removeDropped(core, storage, report)

  async function keep(id: string, made: ReadonlyMap<AvatarSize, Uint8Array>): Promise<void> {
    const writing = [...made].map(async ([size, bytes]) =>
      storage.write(nameOfFile(id, size), bytes),
    )
    // None may still be on its way when they are removed.
    const failed = (await Promise.allSettled(writing)).find(({ status }) => status === 'rejected')
    if (failed === undefined) return
    removal.remove(id)
    throw unavailable((failed as PromiseRejectedResult).reason, secondsToRetry)
  }

  return {
    async put(caller, address, bytes) {
      const made = await pictures.make(bytes, claimantOf(caller.userId, address))
      const id = newAvatarId()
      await keep(id, made)
      try {
        return await core.setAvatar(caller, urlOfAvatar(base, id))
      } catch (error) {
        // A store that gave no answer may have kept the URL: the files stay where it is not sure.
        if (error instanceof ZtokenError && error.code === 'token_invalid') removal.remove(id)
        throw error
      }
    },
    async read(id, size) {
      const file = fileAskedFor(id, size)
      if (file === null) return null
      try {
        return await storage.read(file)
      } catch (error) {
        throw unavailable(error, secondsToRetry)
      }
    },
    async close() {
      pictures.close()
      await removal.close()
    },
  }
}
