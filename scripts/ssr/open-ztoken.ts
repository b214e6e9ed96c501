import type { AddressInfo } from 'node:net'
import { createZtoken } from 'ztoken'
import { createApp } from 'ztoken/server'
import { countedRotations } from '../../packages/server/test/counted-rotations.ts'

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
  const { store, rotations } = countedRotations()
  let ahead = 0
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
    rotations,
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
