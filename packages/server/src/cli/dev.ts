import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import { databaseFile } from '../config/open.ts'
import { isPostgres } from '../config/readers.ts'
import type { Settings } from '../config/settings.ts'
import { settingsOf, withCore } from './context.ts'
import { addDemoPeople, closeWellKnownDoors, demoPeople, demoPeopleIn } from './demo-people.ts'
import { createFaultLog } from './fault-log.ts'
import { welcomeFirst } from './first-administrator.ts'
import { serveUntilStopped } from './listen.ts'
import { listensLocally } from './local.ts'
import { leaveReaders } from './log-stream.ts'
import { CommandError, type Terminal } from './terminal.ts'
import { makeRoom } from './unix-socket.ts'

export function addDev(program: Command, terminal: Terminal): void {
  program
    .command('dev')
    .description('run the server to try it: makes a secret and demo people on the first start')
    .action(async () => {
      if (terminal.environment.NODE_ENV === 'production') {
        throw new CommandError('ztoken dev has a demo password; in production run: ztoken serve')
      }
      const given = settingsOf(terminal, program.opts(), { needsSecret: false })
      const settings = given.secret.length > 0 ? given : { ...given, secret: [devSecret(given)] }
      await makeRoom(settings)
      const faults = createFaultLog()
      const serve = async (core: Core): Promise<void> => {
        const isAlone = listensLocally(settings.host)
        await addDemoPeople(core, isAlone)
        if (!isAlone) await closeWellKnownDoors(core, terminal)
        const demo = isAlone ? await demoPeopleIn(core) : []
        const first = await welcomeFirst(core, settings)
        const greet = (address: string): void => terminal.out(welcome(address, first(address)))
        const about = { demo: demo.length > 0 ? demo : null }
        await serveUntilStopped(settings, core, faults, greet, about)
      }
      await withCore(settings, serve, { report: faults.report })
      leaveReaders(process.stdout)
    })
}

/** Made once and kept beside the database, so that a restart logs nobody out. */
function devSecret(settings: Settings): string {
  const { database_url: url } = settings
  const folder = isPostgres(url) ? './data' : dirname(databaseFile(settings))
  const file = join(folder, 'dev-secret')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

function welcome(address: string, first: string): string {
  const [{ phone, password }] = demoPeople
  const body = `'{"phone": "${phone}", "password": "${password}"}'`
  return `ztoken listens on ${address}${first}

Try it / 试一试: ${address}/app/

  curl -s ${address}/login -H 'content-type: application/json' -d ${body}

  TOKEN=$(curl -s ${address}/login -H 'content-type: application/json' -d ${body} | sed 's/.*"data":"\\([^"]*\\)".*/\\1/')
  curl -s ${address}/user/detail -H "z-token: $TOKEN"

Demo people / 演示用户: ${demoPeople.map(shown).join(' · ')}
Stop with Ctrl+C / 按 Ctrl+C 停止`
}

function shown({ phone, password, roles }: (typeof demoPeople)[number]): string {
  return [phone, password, ...roles.map((role) => `(${role})`)].join(' ')
}
