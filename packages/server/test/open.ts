import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, type CoreOptions, createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { type AppOptions, createApp } from '../src/server.ts'

export const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test'

/** A clock that stands still until it is told to go on. Milliseconds. */
export function createClock(start = Date.UTC(2026, 0, 1)): {
  now(): number
  advance(seconds: number): void
} {
  let now = start
  return {
    now: () => now,
    advance(seconds) {
      now += seconds * 1000
    },
  }
}

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export interface Opened {
  readonly core: Core
  readonly app: FastifyInstance
  readonly clock: ReturnType<typeof createClock>
}

/** The whole application on a real SQLite file. */
export async function open(
  options: Partial<CoreOptions> = {},
  appOptions: AppOptions = {},
): Promise<Opened> {
  const clock = createClock()
  const secrets = importSecrets(secret)
  const store = options.store ?? (await sqliteStore(join(temporaryDirectory(), 'app.db')))
  const core = await createCore({
    secrets,
    issueFormat: encryptedFormat(secrets),
    clock: clock.now,
    monotonic: clock.now,
    passwords: cheapHashes,
    ...options,
    store,
  })
  // Whatever becomes of the application, nobody asks for a database that is gone.
  onTestFinished(() => core.close())
  const app = await createApp(core, appOptions)
  onTestFinished(async () => {
    // A client keeps its line for seconds, and closing waits for it.
    app.server.closeAllConnections()
    await app.close()
  })
  return { core, app, clock }
}
