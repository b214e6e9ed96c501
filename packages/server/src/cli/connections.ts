import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Descriptors that connections never get: the database, threads and files need theirs. */
const leastReserve = 64
const mostReserve = 1024
const reservedShare = 0.25
/** For the moment in which one goes and another comes. */
const slack = 16
const idleMilliseconds = 100

/**
 * How many connections a process may hold. In: what was asked for, 0 where nothing was, and the
 * process's limit of descriptors. Of them a quarter, from 64 to 1,024, stays for everything else.
 */
export function mostConnections(wanted: number, descriptors: number | null): number {
  const most = wanted === 0 ? Number.POSITIVE_INFINITY : wanted
  if (descriptors === null) return most
  const reserve = Math.max(
    leastReserve,
    Math.min(mostReserve, Math.ceil(descriptors * reservedShare)),
  )
  return Math.max(1, Math.min(most, descriptors - reserve - slack))
}

/** The descriptors this process may have; null where the system does not say. */
export function descriptorLimit(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/\nMax open files +([0-9]+)/.exec(limits)?.[1] ?? Number.NaN) || null
  } catch {
    const { userLimits } = process.report.getReport() as {
      readonly userLimits?: { readonly open_files?: { readonly soft: unknown } }
    }
    return Number(userLimits?.open_files?.soft) || null
  }
}

/**
 * Bounds what a server holds open (attack S25). Where one more comes than may be, whoever has said
 * nothing for longest goes; where everybody has asked something, those who are not waiting for an
 * answer; where nobody is left, the one that came.
 */
export function boundConnections(server: Server, most: number): void {
  const all = new Set<Socket>()
  /** They have not asked anything yet, the oldest first. */
  const silent = new Set<Socket>()
  let idleAt = Number.NEGATIVE_INFINITY

  function cutOff(socket: Socket): void {
    all.delete(socket)
    silent.delete(socket)
    socket.destroy()
  }

  /** At most a few times a second: it looks at every connection. */
  function closeIdle(): void {
    if (performance.now() - idleAt < idleMilliseconds) return
    idleAt = performance.now()
    server.closeIdleConnections()
    for (const socket of all) if (socket.destroyed) cutOff(socket)
  }

  server.on('connection', (socket: Socket) => {
    const [quietest] = silent
    all.add(socket)
    silent.add(socket)
    socket.once('close', () => {
      all.delete(socket)
      silent.delete(socket)
    })
    if (all.size <= most) return
    if (quietest === undefined) closeIdle()
    if (all.size > most) cutOff(quietest ?? socket)
  })
  server.on('request', ({ socket }) => silent.delete(socket))
}
