import type { AddressInfo } from 'node:net'
import { createZtoken, type OpenStore, sqlite } from 'ztoken'
import { createApp } from 'ztoken/server'

export const person = { phone: '13800138000', password: 'a long enough phrase', name: 'Zhang San' }

/** A ztoken of its own process but for these tests, with a clock that is moved. */
export interface OpenedZtoken {
  readonly url: string
  /** How many refresh tokens were replaced until now. */
  rotations(): number
  advance(seconds: number): void
  close(): Promise<void>
}

/** Opens one on SQLite, with one person. In: where the front end is for browsers. */
export async function openZtoken(publicUrl: string): Promise<OpenedZtoken> {
  let rotated = 0
  let ahead = 0
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
  const auth = await createZtoken({
    secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!',
    store,
    clock: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
  })
  await auth.register(person)
  const app = await createApp(auth, { publicUrl })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    rotations: () => rotated,
    advance(seconds) {
      ahead += seconds * 1000
    },
    async close() {
      app.server.closeAllConnections()
      await app.close()
      await auth.close()
    },
  }
}
