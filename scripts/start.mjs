import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * `npm start`: builds what is missing in a process of its own, which takes its tools along when it
 * ends, and is the server from then on.
 */
const building = ['--import', 'tsx', join(import.meta.dirname, 'before-start.ts')]
const { status } = spawnSync(process.execPath, building, {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)

// What ends npm (SIGTERM of a container or a supervisor) ends the shell between, which tells nobody.
const { ppid } = process
setInterval(() => {
  if (process.ppid !== ppid) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

process.argv.splice(2, 0, 'dev')
await import('../packages/server/bin/ztoken.js')
