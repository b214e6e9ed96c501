import { ZtokenError } from '@ztoken/contract'
import { type Claim, type Claimant, createFairQueue } from '@ztoken/core'
import { type AvatarSize, avatarSizes } from './address.ts'
import { mayBePicture } from './content.ts'
import { type PictureProcess, startPictureProcess } from './picture-process.ts'
import type { PictureUser } from './picture-user.ts'

/** Makes of what somebody sent the squares that are kept. */
export interface Pictures {
  /**
   * One at a time: the others wait, and nobody behind a crowd from one address. Throws ZtokenError
   * `image_invalid`, `image_too_large`, `unavailable`.
   */
  make(bytes: Buffer, claimant: Claimant): Promise<ReadonlyMap<AvatarSize, Uint8Array>>
  /** Ends what is under way. */
  close(): void
}

export interface PicturesOptions {
  /** As whom they are decoded; as ourselves unless given. */
  readonly user?: PictureUser | null
  /** How long one picture may take. */
  readonly timeoutMilliseconds?: number
  /** After so long without any, the process ends and its memory is free. */
  readonly restMilliseconds?: number
}

interface Turn extends Claim {
  readonly bytes: Buffer
  resolve(made: ReadonlyMap<AvatarSize, Uint8Array>): void
  reject(error: unknown): void
}

const mostWaiting = 32

/** No process is started before the first picture. */
export function createPictures(options: PicturesOptions = {}): Pictures {
  const { timeoutMilliseconds = 10_000, restMilliseconds = 30_000, user = null } = options
  let running: PictureProcess | null = null
  let resting: NodeJS.Timeout | undefined
  let isBusy = false
  let isClosed = false
  const queue = createFairQueue<Turn>({ places: mostWaiting, onDisplaced: turnAway })

  function start(): PictureProcess {
    const started = startPictureProcess(user, () => {
      if (running === started) running = null
    })
    return started
  }

  function end(): void {
    running?.end()
    running = null
  }

  async function run(bytes: Buffer): Promise<ReadonlyMap<AvatarSize, Uint8Array>> {
    if (isClosed) throw new ZtokenError('unavailable')
    clearTimeout(resting)
    running ??= start()
    const late = setTimeout(end, timeoutMilliseconds)
    const answer = await running
      .run({ bytes, sizes: avatarSizes })
      .catch((cause: unknown) => {
        throw new ZtokenError('unavailable', { cause, retryAfterSeconds: 5 })
      })
      .finally(() => clearTimeout(late))
    resting = setTimeout(end, restMilliseconds).unref()
    if (typeof answer === 'string') throw new ZtokenError(answer)
    return new Map(avatarSizes.map((size, at) => [size, answer[at] as Uint8Array]))
  }

  async function serve(): Promise<void> {
    if (isBusy) return
    isBusy = true
    for (let turn = queue.take(); turn !== null; turn = queue.take()) {
      await run(turn.bytes).then(turn.resolve, turn.reject)
      queue.done(turn)
    }
    isBusy = false
  }

  return {
    async make(bytes, claimant) {
      if (!mayBePicture(bytes)) throw new ZtokenError('image_invalid')
      return new Promise((resolve, reject) => {
        const turn = { bytes, claimant, resolve, reject }
        if (queue.add(turn)) void serve()
        else turnAway(turn)
      })
    },
    close() {
      isClosed = true
      clearTimeout(resting)
      end()
    },
  }
}

function turnAway({ reject }: Turn): void {
  reject(new ZtokenError('unavailable', { retryAfterSeconds: 5 }))
}
