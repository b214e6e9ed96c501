import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failuresOf, operations } from '@ztoken/contract'
import { type Core, type CoreOptions, createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { knownAccounts } from '../../core/test/few-accounts.ts'
import { migratedFile } from '../../stores/test/migrated-file.ts'
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
  const store =
    options.store ?? (await sqliteStore(await migratedFile(join(temporaryDirectory(), 'app.db'))))
  const core = await createCore({
    secrets,
    issueFormat: encryptedFormat(secrets),
    clock: clock.now,
    monotonic: clock.now,
    passwords: cheapHashes,
    knownAccounts,
    ...options,
    store,
  })
  // Whatever becomes of the application, nobody asks for a database that is gone.
  onTestFinished(() => core.close())
  const app = await createApp(core, appOptions)
  refuseUndeclaredFailures(app)
  onTestFinished(async () => {
    // A client keeps its line for seconds, and closing waits for it.
    app.server.closeAllConnections()
    await app.close()
  })
  return { core, app, clock }
}

/** A failure that the record of its route does not name is one that no document told anybody of. */
function refuseUndeclaredFailures(app: FastifyInstance): void {
  const declared = new Map(
    Object.values(operations).map((operation) => [
      `${operation.method} ${operation.path}`,
      new Set<string>(failuresOf(operation)),
    ]),
  )
  app.addHook('onSend', async (request, _reply, payload) => {
    const { reason } =
      typeof payload === 'string' && payload.startsWith('{"code"') ? JSON.parse(payload) : {}
    const route = `${request.method} ${request.routeOptions.url?.slice(app.prefix.length)}`
    const failures = declared.get(route)
    // Another spelling of a path is no route.
    const isUndeclared = reason !== undefined && reason !== 'not_found' && !failures?.has(reason)
    if (failures && isUndeclared) {
      throw new Error(`${route} answers ${reason}, which its record does not name`)
    }
    return payload
  })
}
