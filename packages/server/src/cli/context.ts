import type { Core, CoreOptions } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { loadSettings } from '../config/load.ts'
import { databaseFile, openCore } from '../config/open.ts'
import type { Settings } from '../config/settings.ts'
import type { Terminal } from './terminal.ts'

export interface GlobalOptions {
  readonly config?: string
}

/** Settings as the command line was given them. Throws ConfigError, for a missing secret too. */
export function settingsOf(
  terminal: Terminal,
  { config }: GlobalOptions,
  { needsSecret = true }: { readonly needsSecret?: boolean } = {},
): Settings {
  return loadSettings(terminal.environment, config ?? null, needsSecret)
}

/** Runs something with a core that is closed afterwards, whatever happens. */
export async function withCore<Result>(
  settings: Settings,
  run: (core: Core) => Promise<Result>,
  options: Partial<CoreOptions> = {},
): Promise<Result> {
  const store = await sqliteStore(databaseFile(settings))
  let core: Core | null = null
  try {
    core = await openCore(settings, store, options)
    return await run(core)
  } finally {
    // The core closes its store, and what it does in the background before.
    await (core ?? store).close()
  }
}
