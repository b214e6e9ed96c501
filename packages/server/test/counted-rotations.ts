import { type OpenStore, sqlite } from 'ztoken'

/** A SQLite store in memory that tells how many refresh tokens were replaced until now. */
export function countedRotations(): {
  readonly store: OpenStore
  readonly rotations: () => number
} {
  let rotated = 0
  const openFile = sqlite(':memory:')
  const store: OpenStore = async () => {
    const opened = await openFile()
    const { rotateSession } = opened
    return Object.assign(opened, {
      rotateSession(...session: Parameters<typeof rotateSession>) {
        rotated += 1
        return rotateSession.apply(opened, session)
      },
    })
  }
  return { store, rotations: () => rotated }
}
