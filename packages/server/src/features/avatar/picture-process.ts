import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bareStart } from '@ztoken/core'
import type { PictureUser } from './picture-user.ts'

export interface PictureJob {
  readonly bytes: Uint8Array
  readonly sizes: readonly number[]
}

/** A picture in each size, or why there is none. */
export type PictureAnswer = readonly Uint8Array[] | 'image_invalid' | 'image_too_large'

/** A process that decodes pictures, one after the other. */
export interface PictureProcess {
  /** Rejects where it ends before it has answered. */
  run(job: PictureJob): Promise<PictureAnswer>
  /** Ends it at once, whatever it does. */
  end(): void
}

const file = fileURLToPath(new URL('./picture-process.mjs', import.meta.url))

/**
 * In: as whom, null for ourselves; `onExit` is told when it is no more, of whatever it died. Another
 * user cannot look at this process: on Linux one's own may read the variables it was started with.
 */
export function startPictureProcess(user: PictureUser | null, onExit: () => void): PictureProcess {
  // No variable and no flag of this process: what decodes what strangers sent knows no secret.
  const child = fork(file, {
    ...bareStart(),
    serialization: 'advanced',
    stdio: 'ignore',
    ...(user !== null && { ...user, cwd: '/' }),
  })
  let waiting: { resolve(answer: PictureAnswer): void; reject(cause: Error): void } | null = null

  child.on('message', (answer) => {
    rest(child)
    waiting?.resolve(answer as PictureAnswer)
    waiting = null
  })
  child.on('error', (error) => gone(error))
  child.on('exit', (code, signal) =>
    gone(new Error(`the picture process ended (${signal ?? code})`)),
  )

  function gone(cause: Error): void {
    onExit()
    waiting?.reject(cause)
    waiting = null
  }

  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        child.ref()
        child.channel?.ref()
        // What cannot be sent has ended, and says so itself.
        child.send(job, () => undefined)
      }),
    end() {
      child.kill('SIGKILL')
    },
  }
}

/** At rest it keeps nobody alive. */
function rest(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}
