import { mkdtempSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets, signedFormat } from '@ztoken/token'
import jsonwebtoken from 'jsonwebtoken'

/** A server to be measured: which path, and with which tokens, needed or not. */
export interface Candidate {
  readonly server: Server
  readonly path: string
  readonly tokens: readonly string[]
}

export type Candidates = Readonly<Record<string, () => Promise<Candidate>>>

export const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'
export const parties = { iss: 'ztoken', aud: 'ztoken' }
const tokenCount = 64

export async function openCore(): Promise<Core> {
  const secrets = importSecrets(secret)
  const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
  const store = await sqliteStore(join(directory, 'bench.db'))
  // One user has the session of every token.
  return createCore({
    store,
    secrets,
    issueFormat: signedFormat(secrets),
    sessionsPerUser: null,
  })
}

export async function tokensOf(core: Core): Promise<{ tokens: string[]; userId: string }> {
  const input = { phone: '13800138000', password: 'a long enough phrase', name: '张三' }
  const { id } = await core.createUser(input)
  const tokens = []
  for (let n = 0; n < tokenCount; n += 1) tokens.push(await core.createToken(id))
  return { tokens, userId: id }
}

/** What the field issues: the same claims, signed with HS256. */
export function jwtsOf(): string[] {
  return Array.from({ length: tokenCount }, (_, n) =>
    jsonwebtoken.sign(
      { ...parties, sub: '0190c2a4-7d3c-7a41-9c11-1234567890ab', sid: `session-${n}` },
      secret,
      { algorithm: 'HS256', expiresIn: '1h' },
    ),
  )
}
