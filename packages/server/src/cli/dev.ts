import { isLoopback } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import type { FastifyInstance } from 'fastify'
import { makeDevSecret } from '../config/dev-secret.ts'
import { openSenders } from '../config/open-senders.ts'
import { createInbox } from '../senders/inbox.ts'
import { inboxPath, serveInbox } from '../senders/inbox-page.ts'
import { settingsOf, withCore } from './context.ts'
import {
  addDemoPeople,
  changedPeople,
  closeWellKnownDoors,
  demoPeople,
  demoPeopleIn,
} from './demo-people.ts'
import { openDevNotices } from './dev-notices.ts'
import { resetCommand, resetDev } from './dev-reset.ts'
import { createFaultLog } from './fault-log.ts'
import { welcomeFirst } from './first-administrator.ts'
import { serveUntilStopped } from './listen.ts'
import { listensLocally } from './local.ts'
import { leaveReaders } from './log-stream.ts'
import { pagesAddress } from './pages-address.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'
import { makeRoom } from './unix-socket.ts'

export function addDev(program: Command, terminal: Terminal): void {
  program
    .command('dev')
    .description('run the server to try it: makes a secret and demo people on the first start')
    .option('--reset', 'begin anew: delete the database, pictures and secret of the last time')
    .action(async ({ reset = false }: { reset?: boolean }) => {
      if (terminal.environment.NODE_ENV === 'production') {
        throw new CommandError('ztoken dev has a demo password; in production run: ztoken serve')
      }
      const given = settingsOf(terminal, program.opts(), { needsSecret: false })
      if (reset) await resetDev(given, terminal)
      const settings =
        given.secret.length > 0 ? given : { ...given, secret: [makeDevSecret(given)] }
      await makeRoom(settings)
      const faults = createFaultLog()
      const inbox = createInbox({ print: (line) => terminal.out(printable(line, 512)) })
      // Whoever has set up a sender tries that one.
      const senders = {
        sms: inbox.sender('sms'),
        email: inbox.sender('email'),
        ...(await openSenders(settings)),
      }
      let listening: string | undefined
      const notify = await openDevNotices(settings, inbox, () => listening)
      const serve = async (core: Core): Promise<void> => {
        const isAlone = listensLocally(settings.host)
        await addDemoPeople(core, isAlone)
        if (!isAlone) await closeWellKnownDoors(core, terminal)
        const demo = isAlone ? await demoPeopleIn(core) : []
        const first = await welcomeFirst(core, settings)
        const changed = await changedPeople(core)
        const greet = async (address: string): Promise<void> => {
          listening = address
          const pages = await pagesAddress(core, address)
          listening = pages
          terminal.out(welcome({ address, pages }, first(pages), changed))
        }
        const about = { demo: demo.length > 0 ? demo : null }
        const extend = (app: FastifyInstance): void => serveInbox(app, inbox)
        const onListening = (address: string): void => void greet(address)
        await serveUntilStopped(settings, core, faults, onListening, { about, extend })
      }
      await withCore(settings, serve, { report: faults.report, senders, notify })
      leaveReaders(process.stdout)
    })
}

interface Addresses {
  readonly address: string
  /** Where browsers have everything that there is. */
  readonly pages: string
}

function welcome({ address, pages }: Addresses, first: string, changed: readonly Demo[]): string {
  const [{ phone, password }] = demoPeople
  const body = `'{"phone": "${phone}", "password": "${password}"}'`
  return `ztoken listens on ${address}${first}

Try it / 试一试: ${pages}/app/

  curl -s ${address}/login -H 'content-type: application/json' -d ${body}

  TOKEN=$(curl -s ${address}/login -H 'content-type: application/json' -d ${body} | sed 's/.*"data":"\\([^"]*\\)".*/\\1/')
  curl -s ${address}/user/detail -H "z-token: $TOKEN"

One-time codes / 验证码: ${whereCodesAre(pages)}
Demo people / 演示用户: ${demoPeople.map(shown).join(' · ')}${howToReset(changed)}
Stop with Ctrl+C / 按 Ctrl+C 停止`
}

/** The page is for who comes by a name of this machine. */
function whereCodesAre(address: string): string {
  const isNear = URL.canParse(address) && isLoopback(new URL(address).hostname)
  return isNear ? `here and on / 显示在这里，也在 ${address}${inboxPath}` : 'here / 显示在这里'
}

type Demo = (typeof demoPeople)[number]

function shown({ phone, password, roles }: Demo): string {
  return [phone, password, ...roles.map((role) => `(${role})`)].join(' ')
}

function howToReset(changed: readonly Demo[]): string {
  if (changed.length === 0) return ''
  const who = changed.map(({ phone }) => phone).join(', ')
  return `
The password of ${who} is another by now; to begin anew, also with them: ${resetCommand}
${who} 的密码已不是上面的；要全部重新开始：${resetCommand}`
}
