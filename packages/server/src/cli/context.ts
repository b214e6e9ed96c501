import cluster from 'node:cluster'
import { type Actor, type Core, hashTried, type User } from '@ztoken/core'
import { loadSettings } from '../config/load.ts'
import { openCore, openStore, type ProcessOptions } from '../config/open.ts'
import type { Settings } from '../config/settings.ts'
import { secretVariables } from '../config/value-files.ts'
import { CommandError, type Terminal } from './terminal.ts'

export interface GlobalOptions {
  readonly config?: string
}

/** Settings as the command line was given them. Throws ConfigError, for a missing secret too. */
export function settingsOf(
  terminal: Terminal,
  { config }: GlobalOptions,
  { needsSecret = true }: { readonly needsSecret?: boolean } = {},
): Settings {
  const settings = loadSettings(
    terminal.environment,
    config ?? null,
    needsSecret,
    cluster.isWorker ? undefined : terminal.err,
  )
  // What is started later, or looks at this process through the runtime, finds none (attack S19).
  terminal.forget?.(secretVariables)
  return settings
}

/** Runs something with a core that is closed afterwards, whatever happens. */
export async function withCore<Result>(
  settings: Settings,
  run: (core: Core) => Promise<Result>,
  options: ProcessOptions = {},
): Promise<Result> {
  const core = await openWhole(settings, options)
  try {
    return await run(core)
  } finally {
    await core.close()
  }
}

async function openWhole(settings: Settings, options: ProcessOptions): Promise<Core> {
  // The core waits for it: begun here it is done while the store is opened.
  hashTried().catch(() => undefined)
  const store = await openStore(settings, options.warn)
  try {
    return await openCore(settings, store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Runs something with an open core. */
export type Run = (work: (core: Core, settings: Settings) => Promise<void>) => Promise<void>

/** Who acts at the command line, as the audit tells it. */
export const operator: Actor = { by: 'command_line' }

/** A user by id or phone. Throws CommandError where there is none. */
export async function requireUser(core: Core, idOrPhone: string): Promise<User> {
  const user = await core.findUser(idOrPhone)
  if (user === null) throw new CommandError('there is no such user')
  return user
}
