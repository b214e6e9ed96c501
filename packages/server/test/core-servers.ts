import { type Core, type CoreOptions, createCore } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { encryptedFormat } from '@ztoken/token'
import { onTestFinished } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { secrets } from '../../core/test/open.ts'
import { createDatabase } from '../../stores/test/postgres-server.ts'

/** Cores on a database of their own of one PostgreSQL, by the test's clock. */
export async function coreServers<Cores extends readonly Core[]>(
  { url }: { readonly url: string },
  count: Cores['length'],
  clock: () => number,
  options: Partial<CoreOptions> = {},
): Promise<Cores> {
  const place = await createDatabase(url)
  const servers: Core[] = []
  for (let n = 0; n < count; n += 1) {
    const core = await createCore({
      // The test's clock is that of the database as well.
      store: { ...(await postgresStore(place)), now: async () => clock() },
      secrets,
      issueFormat: encryptedFormat(secrets),
      clock,
      monotonic: clock,
      passwords: cheapHashes,
      ...options,
    })
    onTestFinished(() => core.close())
    servers.push(core)
  }
  return servers as readonly Core[] as Cores
}
