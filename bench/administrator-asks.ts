import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { openConnection, requestText } from './client.ts'
import { busiest, day, now } from './crowd.ts'
import { environment, program } from './serving.ts'

/**
 * The administrator of bench/administrator.ts, in a process of their own: asks questions of one kind,
 * each when the one before is answered, and tells how long each took, in ms.
 */
const [kind = '', seconds = '', port = '', token = '', file = ''] = process.argv.slice(2)

const at = (moment: number): string => new Date(moment).toISOString()
const query = (parts: Readonly<Record<string, string>>): string =>
  String(new URLSearchParams(parts))

const names = ['张', '张伟', '张伟强', 'li wang', 'user 50', '1 li', 'zzz', '王芳', '罗英', 'ang']

/** Somebody else each time, in each of the ways in which somebody is found. */
function searched(n: number): string {
  const one = Math.floor(n / 7)
  const phone = `1${3_000_000_000 + ((one * 104_729 * 7919) % 1_000_000_000)}`
  const id = `u${String((one * 104_729) % 1_000_000).padStart(7, '0')}`
  const ways = [phone, phone.slice(0, 5), phone.slice(-4), id, id.slice(0, 5), `user ${one * 97}`]
  return [...ways, names[one % names.length] as string][n % 7] as string
}

function audited(n: number): Readonly<Record<string, string>> {
  const from = now - ((n * 37) % 99) * day
  const span = { from: at(from), until: at(from + day) }
  const user = `u${String((n * 104_729) % 1_000_000).padStart(7, '0')}`
  const ways = [span, { ...span, event: 'logout' }, { user }, { event: 'user_banned' }]
  return ways[n % ways.length] as Readonly<Record<string, string>>
}

/** What is asked as the n-th question, after the page before said where the next one begins. */
const questions: Readonly<Record<string, (n: number, next: string | null) => string>> = {
  searches: (n) => `/v1/users?${query({ search: searched(n), limit: '50' })}`,
  'lists users': (_, next) => `/v1/users?${query({ limit: '50', ...(next && { after: next }) })}`,
  'exports the audit': (_, next) =>
    `/v1/audit?${query({ limit: '200', ...(next && { after: next }) })}`,
  'looks into the audit': (n) => `/v1/audit?${query({ ...audited(n), limit: '50' })}`,
  'an event the busiest never had': () =>
    `/v1/audit?${query({ user: busiest, event: 'user_banned' })}`,
  'the busiest on a day': (n) =>
    `/v1/audit?${query({ user: busiest, from: at(now - ((n * 37) % 99) * day), until: at(now) })}`,
}

/** Quicker than anybody types; an export, as the pages do it, asks for the next page at once. */
const pauseMilliseconds = kind === 'exports the audit' ? 0 : 50

async function asked(of: (n: number, next: string | null) => string): Promise<number[]> {
  const line = openConnection(Number(port))
  const times: number[] = []
  let next: string | null = null
  const over = performance.now() + Number(seconds) * 1000
  for (let n = 0; performance.now() < over; n += 1) {
    const began = performance.now()
    const { status, body } = await line.send(requestText('GET', of(n, next), { 'z-token': token }))
    times.push(performance.now() - began)
    if (status !== 200) throw new Error(`${of(n, next)} was answered ${status}: ${body}`)
    await pause(Math.max(0, pauseMilliseconds - (performance.now() - began)))
    next = /"next":"([^"]+)"[^"]*$/.exec(body.slice(-300))?.[1] ?? null
  }
  line.close()
  return times
}

/** Everything, by the command beside the server; it is stopped where it takes longer. */
async function exported(): Promise<number[]> {
  const began = performance.now()
  const child = spawn(process.execPath, [program, 'export'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment(file, Number(port)),
  })
  child.stdout?.resume()
  const timer = setTimeout(() => child.kill(), Number(seconds) * 1000)
  await once(child, 'exit')
  clearTimeout(timer)
  return [performance.now() - began]
}

process.send?.('ready')
await once(process, 'message')
const of = questions[kind]
process.send?.(of === undefined ? await exported() : await asked(of))
process.disconnect()
