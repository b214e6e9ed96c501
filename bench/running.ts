import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandOf, flaskName, startFlask } from './peers.ts'

/** A server on the first processor; the clients are on the second. */
export interface Running {
  readonly name: string
  readonly child: ChildProcess
  readonly url: string
  /** Of one request each, by turns. */
  readonly headers: readonly Readonly<Record<string, string>>[]
  /** For wrk. */
  readonly script: string
}

interface Said {
  readonly url: string
  readonly tokens?: readonly string[]
  readonly headers?: Running['headers']
}

const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Starts a candidate of ours or a peer. Out: null, said aloud, for what this machine has not. */
export async function start(name: string): Promise<Running | null> {
  if (name === flaskName) {
    const flask = await startFlask()
    if (flask !== null) return { name, script: scriptOf(name, flask.headers), ...flask }
    console.log(`skipped: ${name} (needs Flask, gunicorn and PyJWT)`)
    return null
  }
  const own = [
    process.execPath,
    '--import',
    'tsx',
    fileURLToPath(new URL('servers.ts', import.meta.url)),
    name,
  ]
  const child = spawn('taskset', ['-c', '0', ...(commandOf(name) ?? own)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let text = ''
  while (!text.includes('\n')) text += String((await once(child.stdout, 'data'))[0])
  const {
    url,
    tokens = [],
    headers = tokens.map((token) => headersOf(name, token)),
  } = JSON.parse(text) as Said
  return { name, child, url, headers, script: scriptOf(name, headers) }
}

function headersOf(name: string, token: string): Record<string, string> {
  const ours = { 'z-token': token }
  return name.includes('jwt') ? { ...ours, authorization: `Bearer ${token}` } : ours
}

function scriptOf(name: string, headers: Running['headers']): string {
  const script = join(directory, `${name.replaceAll(/\W/g, '-')}.lua`)
  const tables = headers.map((one) => {
    const pairs = Object.entries(one).map(([key, value]) => `["${key}"] = "${value}"`)
    return `{ ${pairs.join(', ')} }`
  })
  writeFileSync(
    script,
    `local headers = { ${tables.join(',\n')} }
local n = 0
request = function()
  n = n % #headers + 1
  return wrk.format("GET", nil, headers[n])
end
done = function(summary) io.write("errors " .. summary.errors.status .. "\\n") end`,
  )
  return script
}

/** Of a process and its children so far, in seconds: what a noisy machine changes least. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
  const own = (user + system) / ticksPerSecond
  return children.reduce((sum, child) => sum + processorSeconds(Number(child)), own)
}
