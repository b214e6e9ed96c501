import cluster from 'node:cluster'
import type { Core } from '@ztoken/core'
import type { Command } from 'commander'
import { linklessNotices } from '../config/open-notices.ts'
import { passkeysMissing } from '../config/settings/passkeys.ts'
import type { Settings } from '../config/settings.ts'
import { settingsOf, withCore } from './context.ts'
import { closeWellKnownDoors } from './demo-people.ts'
import { stoppingMilliseconds } from './draining.ts'
import { createFaultLog } from './fault-log.ts'
import { welcomeFirst } from './first-administrator.ts'
import { leaveReaders } from './log-stream.ts'
import { CommandError, type Terminal } from './terminal.ts'
import { makeRoom } from './unix-socket.ts'
import { tellFirst, untilPrepared } from './worker.ts'
import { superviseWorkers } from './workers.ts'

const mostWorkers = 64

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('run the server with the configured secret and database')
    .option('--workers <n>', 'processes that share the port, one for each processor, say', '1')
    .addHelpText(
      'after',
      `
Stops on SIGINT, SIGTERM, SIGHUP and SIGQUIT: what was begun is finished, within ten seconds
(ZTOKEN_DRAIN_SECONDS of them for what still arrives on kept connections).

  ZTOKEN_SECRET=… ztoken serve
  ZTOKEN_SECRET=… ZTOKEN_DATABASE_URL=postgres://… ztoken serve --workers 4

Exit status: 0 stopped, 1 could not start, or its workers crash as soon as they start.`,
    )
    .action(async ({ workers: given }: { workers: string }) => {
      const workers = /^[1-9][0-9]?$/.test(given) ? Number(given) : 0
      if (workers < 1 || workers > mostWorkers) {
        throw new CommandError(`--workers has to be a whole number from 1 to ${mostWorkers}`)
      }
      // The workers read them once more, each for itself.
      const environment = { ...terminal.environment }
      const settings = settingsOf(terminal, program.opts())
      if (!cluster.isWorker) {
        await makeRoom(settings)
        tellOfWhatIsMissing(settings, terminal)
      }
      if (cluster.isWorker) await work(settings, workers)
      else if (workers > 1) await supervise(settings, { workers, environment, terminal })
      else await serveAlone(settings, terminal)
      leaveReaders(process.stdout)
    })
}

function tellOfWhatIsMissing(settings: Settings, terminal: Terminal): void {
  for (const warning of [linklessNotices(settings), passkeysMissing(settings)]) {
    if (warning !== null) terminal.err(warning)
  }
}

/** Nobody signs in any more with what browsers made for another domain. */
async function tellOfMove(core: Core, terminal: Terminal): Promise<void> {
  if (!(await core.passkeyDomainMoved())) return
  const { passkeys, orMore } = await core.passkeysLeftBehind()
  const count = passkeys === 0 ? '' : ` (${orMore ? 'at least ' : ''}${passkeys})`
  terminal.err(
    `passkeys were made for another domain until now, and those that there are${count} cannot be used here: ZTOKEN_PASSKEY_RP_ID keeps the domain from before`,
  )
}

/** Loaded while the store is opened; the process that sees to workers does without it. */
const loadListening = () => import('./listen.ts')

async function serveAlone(settings: Settings, terminal: Terminal): Promise<void> {
  const faults = createFaultLog()
  const listening = loadListening()
  const serve = async (core: Core): Promise<void> => {
    await closeWellKnownDoors(core, terminal)
    await tellOfMove(core, terminal)
    const welcome = await welcomeFirst(core, settings)
    const { serveUntilStopped } = await listening
    await serveUntilStopped(settings, core, faults, (address) => {
      terminal.out(`ztoken listens on ${address}${welcome(address)}`)
    })
  }
  try {
    await withCore(settings, serve, { report: faults.report, warn: terminal.err })
  } finally {
    // Where nothing is served, what was begun to be loaded is not left behind.
    await listening.catch(() => undefined)
  }
}

interface Supervision {
  readonly workers: number
  readonly environment: Terminal['environment']
  readonly terminal: Terminal
}

/**
 * Whatever is wrong shows here, once, and the schema is up to date before anybody opens the database:
 * the workers start meanwhile, and wait for it.
 */
async function supervise(
  settings: Settings,
  { workers, environment, terminal }: Supervision,
): Promise<void> {
  const prepare = async (core: Core): Promise<(address: string) => string> => {
    await closeWellKnownDoors(core, terminal)
    await tellOfMove(core, terminal)
    return welcomeFirst(core, settings)
  }
  const welcome = withCore(settings, prepare, { warn: terminal.err })
  await superviseWorkers({
    count: workers,
    environment,
    prepared: welcome,
    stopMilliseconds: stoppingMilliseconds(settings.drain_seconds),
    terminal,
    async onListening(address) {
      const words = (await welcome)(address)
      terminal.out(`ztoken listens on ${address} (${workers} workers)${words}`)
    },
  })
}

async function work(settings: Settings, workers: number): Promise<void> {
  const faults = createFaultLog()
  const announce = (address: string): void => tellFirst({ address })
  try {
    const [{ serveUntilStopped }] = await Promise.all([loadListening(), untilPrepared()])
    const serve = (core: Core): Promise<void> => serveUntilStopped(settings, core, faults, announce)
    await withCore(settings, serve, { workers, report: faults.report })
  } finally {
    // Else the line to the first process would keep this one alive.
    cluster.worker?.disconnect()
  }
}
