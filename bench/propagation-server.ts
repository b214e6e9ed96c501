import { type Caller, type Core, createCore, ZtokenError } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { importSecrets, signedFormat } from '@ztoken/token'
import { createApp } from 'ztoken/server'

/**
 * One server of the measurement: a core on the PostgreSQL whose URL is the first argument; the
 * second is `poll` where nobody is to be notified. Told what to do by its parent.
 */
export interface Task {
  readonly login?: { readonly count: number }
  /** Logs in so often a second until it is told 0. */
  readonly load?: number
  /** Says when the token is refused. */
  readonly watch?: string
  /** Says when it is acknowledged. */
  readonly logout?: string
  /** Says when the account has this name here. */
  readonly watchName?: string
  /** Gives the account this name, and says when that is acknowledged. */
  readonly rename?: string
  /** Gives the account a permission. */
  readonly give?: true
  /** Takes it away, and says when that is acknowledged. */
  readonly take?: true
}

export interface Report {
  /** The address of its feed. */
  readonly ready?: string
  readonly tokens?: readonly string[]
  readonly watching?: string
  /** Nanoseconds of the machine's one clock that only goes forward. */
  readonly refused?: { readonly token: string; readonly at: string }
  readonly acknowledged?: { readonly token: string; readonly at: string }
  readonly known?: { readonly name: string; readonly at: string }
  readonly renamed?: { readonly name: string; readonly at: string }
  readonly given?: true
  readonly taken?: { readonly at: string }
  readonly denied?: { readonly token: string; readonly at: string }
  readonly logins?: number
}

const phone = '13800138000'
const password = 'a long enough phrase'
const [url = '', mode = 'notify', secret = '', permissionToken = ''] = process.argv.slice(2)
const watched = new Set<string>()
let watchedName: string | undefined
let load: NodeJS.Timeout | undefined
let logins = 0

async function open(): Promise<Core> {
  const store = await postgresStore(url, { notifications: mode !== 'poll' })
  const secrets = importSecrets(secret)
  const core = await createCore({
    store,
    secrets,
    issueFormat: signedFormat(secrets),
    sessionsPerUser: null,
    // Everybody here is one person.
    failuresPerPhone: 1_000_000,
  })
  await core.createUser({ phone, password }).catch(() => undefined)
  await core.putRole({ name: 'editor', permissions: ['article:edit'] })
  return core
}

const core = await open()
const { id: userId } = (await core.findUser(phone)) as { id: string }

/** As a guard would: in memory, without asking the database. */
function look(): void {
  for (const token of watched) {
    try {
      core.authenticate(token)
    } catch {
      watched.delete(token)
      report({ refused: { token, at: String(process.hrtime.bigint()) } })
    }
  }
  lookAtName()
    .then(() => setTimeout(look, 1))
    .catch(fail)
}

/** As a guarded route would: from memory where the account is known there. */
async function lookAtName(): Promise<void> {
  if (watchedName === undefined) return
  const { name } = await core.requireUser({ userId } as Caller)
  if (name !== watchedName) return
  report({ known: { name: watchedName, at: String(process.hrtime.bigint()) } })
  watchedName = undefined
}

async function act(task: Task): Promise<void> {
  if (task.login !== undefined) {
    const tokens: string[] = []
    for (let n = 0; n < task.login.count; n += 1) {
      tokens.push((await core.login({ phone, password })).accessToken)
    }
    report({ tokens })
  }
  if (task.load !== undefined) {
    clearInterval(load)
    if (task.load > 0) load = setInterval(logIn, 1000 / task.load)
    else report({ logins })
  }
  if (task.watch !== undefined) {
    watched.add(task.watch)
    report({ watching: task.watch })
  }
  if (task.watchName !== undefined) {
    watchedName = task.watchName
    report({ watching: task.watchName })
  }
  if (task.rename !== undefined) {
    await core.updateManagedUser(userId, { name: task.rename })
    report({ renamed: { name: task.rename, at: String(process.hrtime.bigint()) } })
  }
  if (task.give) {
    await core.updateManagedUser(userId, { roles: ['editor'] })
    report({ given: true })
  }
  if (task.take) {
    await core.updateManagedUser(userId, { roles: [] })
    report({ taken: { at: String(process.hrtime.bigint()) } })
  }
  if (task.logout !== undefined) {
    await core.logout(task.logout)
    report({ acknowledged: { token: task.logout, at: String(process.hrtime.bigint()) } })
  }
}

function logIn(): void {
  core.login({ phone, password }).then(
    () => {
      logins += 1
    },
    (error: unknown) => {
      // More at once than this machine can hash: it says so, and is counted as no login.
      if (!(error instanceof ZtokenError && error.code === 'unavailable')) fail(error)
    },
  )
}

function report(message: Report): void {
  process.send?.(message)
}

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}

// Whoever measures has gone.
process.once('disconnect', () => process.exit())
process.on('message', (task: Task) => act(task).catch(fail))
look()
const app = await createApp(core, { feed: { permissionTokens: [permissionToken] } })
report({ ready: `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/revocations` })
