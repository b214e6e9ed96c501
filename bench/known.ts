import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { openConnection, requestText } from './client.ts'
import { fillSqlite } from './crowd.ts'
import { secret, serve } from './serving.ts'

/** As many as a server remembers unless told otherwise (`ZTOKEN_KNOWN_ACCOUNTS`). */
const people = 10_000
const restMilliseconds = 10_000
const port = 18_082

/**
 * What a server holds at rest once it knows as many accounts as it remembers: each of them has asked
 * for themselves twice. Out: resident megabytes before anybody asked, and a while after all had.
 */
export async function memoryOfKnown(file: string): Promise<{ before: number; after: number }> {
  await fillSqlite(file, { users: people, entries: 1000 })
  const tokens = await tokensOf(file)
  const server = await serve(file, port)
  await pause(restMilliseconds)
  const before = resident(server.pid)
  for (let round = 0; round < 2; round += 1) {
    // One connection carries ten thousand requests and is closed.
    const connection = openConnection(port)
    for (const token of tokens) {
      const headers = { 'z-token': token }
      const { status } = await connection.send(requestText('GET', '/user/detail', headers))
      if (status !== 200) throw new Error(`somebody who is known was answered ${status}`)
    }
    connection.close()
  }
  await pause(restMilliseconds)
  const after = resident(server.pid)
  server.kill()
  return { before, after }
}

async function tokensOf(file: string): Promise<string[]> {
  const store = await sqliteStore(file)
  const secrets = importSecrets(secret)
  const core = await createCore({ store, secrets, issueFormat: encryptedFormat(secrets) })
  const tokens: string[] = []
  for (let n = 1; n <= people; n += 1) {
    tokens.push(await core.createToken(`u${String(n).padStart(7, '0')}`))
  }
  await core.close()
  await store.close()
  return tokens
}

/** What a process holds in memory, in MB as `ps` counts them. */
export function resident(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
