import { existsSync } from 'node:fs'
import { isBusy, openAsItIs } from './engine.ts'

/**
 * True where another process has this database open: as long as one has, nobody can take the WAL
 * away. Asking does take it away where nobody has. What is no database is used by nobody.
 */
export async function isInUse(file: string): Promise<boolean> {
  if (!existsSync(file)) return false
  const engine = await openAsItIs(file)
  try {
    const { journal_mode: mode } = engine.prepare('PRAGMA journal_mode = DELETE').get() ?? {}
    return mode === 'wal'
  } catch (error) {
    return isBusy(error)
  } finally {
    engine.close()
  }
}
