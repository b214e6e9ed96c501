import { readFileSync } from 'node:fs'
import type { Environment } from './environment.ts'
import type { Reading } from './settings/reading.ts'
import { readings } from './settings.ts'
import { bare } from './texts.ts'

const suffix = '_FILE'
const mostBytes = 65_536

/** Every variable that is read, so that each may be given as a file. */
const variables: readonly string[] = [
  ...Object.keys(readings).map((name) => `ZTOKEN_${name.toUpperCase()}`),
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
]

/** Those of which a file may have several lines. */
const documents: ReadonlySet<string> = new Set(
  Object.entries<Reading<unknown>>(readings).flatMap(([name, { isDocument }]) =>
    isDocument ? [`ZTOKEN_${name.toUpperCase()}`] : [],
  ),
)

/** Those that hold a secret: they are of no use once they have been read. */
export const secretVariables: readonly string[] = [
  ...[
    'ZTOKEN_SECRET',
    'ZTOKEN_ITSDANGEROUS_SECRET',
    'ZTOKEN_WEBHOOK_SECRET',
    'ZTOKEN_HUMAN_CHECK_SECRET',
    'ZTOKEN_HUMAN_CHECK_KEY_SECRET',
    'ZTOKEN_DATABASE_URL',
  ],
  ...['ZTOKEN_SMS_KEY_SECRET', 'ZTOKEN_CODE_HOOK_SECRET', 'ZTOKEN_MAIL_SENDER'],
  ...['ZTOKEN_FEED_TOKENS', 'ZTOKEN_PERMISSION_TOKENS', 'ZTOKEN_METRICS_TOKENS'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
]

/**
 * The variables, and for each `NAME_FILE` the one line of that file as `NAME`: secrets of an
 * orchestrator come as files, and a variable is seen by whoever may look at the process.
 * Faults name the variable and never what a file holds.
 */
export function withFiles(environment: Environment, faults: string[]): Environment {
  const given: Record<string, string | undefined> = { ...environment }
  for (const name of variables) {
    const path = bare(environment[name + suffix] ?? '')
    delete given[name + suffix]
    if (path === '') continue
    if (environment[name] !== undefined && environment[name] !== '') {
      faults.push(`${name} and ${name}${suffix} are both set: one of them has to go`)
      continue
    }
    const content = contentOf(path, documents.has(name))
    if (content.fault !== null) faults.push(`${name}${suffix} ${content.fault}`)
    else given[name] = content.line
  }
  return given
}

function contentOf(
  path: string,
  isDocument: boolean,
): { readonly line: string; readonly fault: string | null } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { line: '', fault: 'names a file that cannot be read' }
  }
  const line = text.trim()
  if (line === '') return { line: '', fault: 'names a file that is empty' }
  if (line.length > mostBytes || (!isDocument && /[\r\n\0]/.test(line))) {
    return { line: '', fault: 'names a file that is not one line of text' }
  }
  return { line, fault: null }
}

/** True where the variable is given as a file, be it one that cannot be used. */
export function isGivenAsFile(environment: Environment, variable: string): boolean {
  return (environment[variable + suffix] ?? '') !== ''
}
