import { memoryStore } from '@ztoken/stores'
import { publicRingFormat } from '@ztoken/token'
import {
  type Core,
  type CoreOptions,
  createCore,
  type Store,
  type StoredKeyRing,
} from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { secrets, start } from './open.ts'

export const hour = 3600
export const day: number = 24 * hour

/** Servers on one store, with one clock that the test sets. */
export function place(store: Store = memoryStore()) {
  let now = start
  return {
    store,
    now: () => now,
    advance(seconds: number) {
      now += seconds * 1000
    },
    server: (options: Partial<CoreOptions> = {}): Promise<Core> =>
      createCore({
        store,
        secrets,
        issueFormat: publicRingFormat(),
        clock: () => now,
        monotonic: () => now,
        passwords: cheapHashes,
        ...options,
      }),
  }
}

export const holds = (core: Core, token: string): boolean => core.inspectToken(token).holds
export const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid
export const states = (core: Core): string[] => core.keys().map(({ state }) => state)
export const kidAt = (core: Core, index: number): string => core.keys().at(index)?.kid as string
export const publishedBy = (core: Core): string[] => core.jwks().keys.map(({ kid }) => kid)
export const causeOf = (code: string): object => ({ code: 'unavailable', cause: { code } })

/** A store whose ring the test rewrites before it is read. */
export function rewritten(store: Store, rewrite: (ring: StoredKeyRing) => unknown): Store {
  return {
    ...store,
    readKeyRing: async () => rewrite(await store.readKeyRing()) as StoredKeyRing,
  }
}
