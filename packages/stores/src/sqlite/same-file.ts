import { statSync } from 'node:fs'

/** Stating a file costs microseconds; between writes it is done so often at most. */
const restMilliseconds = 50

export interface SameFile {
  /** Throws where the files under this name are not the ones that were there at first. */
  require(): void
  /** The same, but it may have looked a moment ago. */
  requireLately(): void
}

/**
 * An engine goes on happily in a file that was deleted or replaced: what it acknowledges is then
 * nowhere, and what it answers is not what the next process will. So the names are watched, the
 * database's and those of the files beside it, which stay as long as somebody has it open.
 */
export function watchFile(file: string): SameFile {
  const names = file === ':memory:' ? [] : [file, `${file}-wal`, `${file}-shm`]
  const atFirst = names.map(identityOf)
  let lookedAt = Number.NEGATIVE_INFINITY

  function require(): void {
    for (const [n, name] of names.entries()) {
      if (identityOf(name) !== atFirst[n]) {
        lookedAt = Number.NEGATIVE_INFINITY
        throw new Error(`${name} was deleted or replaced while it was open`)
      }
    }
    lookedAt = performance.now()
  }

  return {
    require,
    requireLately() {
      if (performance.now() - lookedAt > restMilliseconds) require()
    },
  }
}

function identityOf(name: string): string | null {
  const found = statSync(name, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev}:${found.ino}`
}
