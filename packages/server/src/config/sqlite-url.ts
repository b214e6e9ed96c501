/** What a text that may name a SQLite file comes to; null where it names none at all. */
export type Found = { readonly value: string } | string | null

const memory = 'sqlite::memory:'
const scheme = /^(?:sqlite3?(?:\+[a-z0-9]+)?|file):/i

/**
 * A SQLite file as `sqlite:PATH`, from that or from what others write: SQLAlchemy's URLs, SQLite's
 * own `file:` URIs, a path. Three slashes are a relative path to SQLAlchemy and an absolute one to
 * everybody else, and the wrong one would be a new, empty database: refused with both spellings.
 */
export function sqliteUrl(given: string): Found {
  const [written] = scheme.exec(given) ?? []
  if (written === undefined) return isPath(given) ? checked(given) : null
  const whole = given.slice(written.length)
  const query = whole.indexOf('?')
  const rest = query === -1 ? whole : whole.slice(0, query)
  const fault = query === -1 ? null : faultOfQuery(whole.slice(query + 1))
  if (fault !== null) return fault
  if (/^(?:\/\/\/?)?:memory:$/.test(rest)) return { value: memory }
  if (written.toLowerCase() === 'file:') return fileUri(rest)
  if (rest === '//' || rest === '///') {
    return 'names no file: sqlite:./ztoken.db is one, and sqlite::memory: keeps nothing'
  }
  if (rest.startsWith('////')) return checked(rest.slice(3))
  if (rest.startsWith('///')) {
    const name = rest.slice(3)
    // With a drive it is absolute, to everybody.
    if (/^[a-z]:[\\/]/i.test(name)) return checked(name)
    return `could be two files: write sqlite:/${name} for the absolute path, sqlite:${name} for the one from here on`
  }
  if (rest.startsWith('//')) {
    const name = rest.slice(2)
    return `has two slashes, which would begin a host: write sqlite:${name} for a path from here on, sqlite:/${name} for an absolute one`
  }
  return checked(rest)
}

/** SQLite's URIs: an absolute path after no, two or three slashes, a relative one after none. */
function fileUri(rest: string): Found {
  if (rest.includes('%')) return 'is a file: URL with %: write sqlite:PATH, the path as it is'
  if (rest.startsWith('///')) return checked(rest.slice(2))
  if (rest.startsWith('//')) return 'has a host: write sqlite:PATH, e.g. sqlite:./ztoken.db'
  return checked(rest)
}

function checked(path: string): Found {
  if (path === '') return 'names no file: write sqlite:PATH, e.g. sqlite:./data/ztoken.db'
  if (path.startsWith('~')) return 'has a ~, which only a shell reads: write the whole path'
  if (/\p{Cc}/u.test(path)) return 'has a control character in its path'
  return { value: `sqlite:${path}` }
}

/** A file by its path alone: one that begins as paths do, or ends as such files do. */
function isPath(given: string): boolean {
  if (given === ':memory:') return true
  if (/^(?:\.{0,2}\/|[a-z]:[\\/]|\.\\)/i.test(given)) return true
  return /^[^:?#]+\.(?:db|sqlite3?)$/i.test(given)
}

/** Parameters that ask for what is done anyway are passed over; of the rest none is known. */
function faultOfQuery(query: string): string | null {
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'mode' && value === 'rwc') continue
    if (name === 'mode') return 'has a mode: a database that is read and written needs none'
    return `has a parameter ${shown(name)} that is not known: SQLite takes none here`
  }
  return null
}

/** A name out of a URL as a message may show it. */
export function shown(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : 'with a name'
}
