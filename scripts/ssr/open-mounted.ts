import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { createZtoken, sqlite } from 'ztoken'
import { type OpenedZtoken, person } from './open-ztoken.ts'

/** A ztoken that a front end runs itself, as seen from outside: on a file, with a clock that is moved. */
export interface MountedZtoken extends OpenedZtoken {
  /** What the program is started with, before its own words. */
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const secret = 'p4ck3d-S3cret-oF-32-bytes-at-least!'

/** Makes the file in a folder, with one person. */
export async function openMounted(folder: string): Promise<MountedZtoken> {
  const file = join(folder, 'app.db')
  const aheadFile = join(folder, 'ahead')
  writeFileSync(aheadFile, '0')
  const auth = await createZtoken({ secret, store: sqlite(file) })
  await auth.register(person)
  await auth.close()
  const Database = createRequire(import.meta.url)('libsql')
  const beside = new Database(file)
  let ahead = 0
  return {
    url: '',
    words: ['--import', resolve(import.meta.dirname, 'moved-clock.mjs')],
    env: { ZTOKEN_SECRET: secret, ZTOKEN_DATABASE: file, AHEAD_FILE: aheadFile },
    rotations: () => beside.prepare('SELECT total(counter) AS n FROM sessions').get().n,
    advance(seconds) {
      ahead += seconds * 1000
      writeFileSync(aheadFile, String(ahead))
    },
    close: async () => beside.close(),
  }
}
