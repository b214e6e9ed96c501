import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, importSecrets, itsdangerousFormat } from '@ztoken/token'
import { onTestFinished } from 'vitest'
import {
  type Core,
  type CoreOptions,
  createCore,
  type ImportedUser,
  type Store,
} from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { knownAccounts } from './few-accounts.ts'

export const secrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test')
export const flask = itsdangerousFormat({ secrets: ['of the Flask application'] })
export const phone = '13800138000'
export const password = 'a long enough phrase'
/** For whom a hash is that is nobody's share. */
export const nobody = { account: null, address: null }
export const start = Date.UTC(2026, 0, 1)

export interface Opened {
  readonly core: Core
  readonly store: Store
  now(): number
  advance(seconds: number): void
}

/** A core on a memory store, with a clock that the test moves. */
export async function open(options: Partial<CoreOptions> = {}): Promise<Opened> {
  let now = start
  const store = options.store ?? memoryStore()
  const core = await createCore({
    secrets,
    issueFormat: encryptedFormat(secrets),
    clock: () => now,
    monotonic: () => now,
    passwords: cheapHashes,
    knownAccounts,
    ...options,
    store,
  })
  onTestFinished(() => core.close())
  return {
    core,
    store,
    now: () => now,
    advance(seconds) {
      now += seconds * 1000
    },
  }
}

export const failsWith = (code: string): object => ({ code })

/** A user as another application kept them. */
export function imported(id: string, phoneOf = phone): ImportedUser {
  const profile = { name: null, avatar: null, intro: null, level: null }
  return { id, phone: phoneOf, passwordHash: null, ...profile }
}
