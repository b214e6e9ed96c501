import cluster, { type Worker } from 'node:cluster'
import type { Peers } from '../features/metrics/peers.ts'

/** Who is busy for longer than this is left out. */
const patienceMilliseconds = 1000

/** What workers and the first process say to one another so that one of them can tell of all. */
interface Asks {
  readonly asks: { readonly id: number; readonly name: string; readonly given: string }
}
interface Tells {
  readonly tells: { readonly id: number; readonly answer: unknown }
}

/** In a worker: asks all of them, by way of the first process. */
function createWorkerPeers(): Peers {
  const told = new Map<string, (given: string) => Promise<unknown>>()
  const waiting = new Map<number, (answers: readonly unknown[]) => void>()
  let asked = 0

  async function tellOf({ id, name, given }: Asks['asks']): Promise<void> {
    const answer = await told.get(name)?.(given)
    if (process.connected) process.send?.({ tells: { id, answer } } satisfies Tells)
  }

  process.on('message', (message: Partial<Asks & Tells>) => {
    // Who cannot tell does not answer, and is left out.
    if (message.asks) tellOf(message.asks).catch(() => undefined)
    if (message.tells) waiting.get(message.tells.id)?.(message.tells.answer as unknown[])
  })

  return {
    answer: (name, tell) => void told.set(name, tell),
    async ask(name, given) {
      const alone = async () => [await told.get(name)?.(given)]
      if (!process.connected) return alone()
      asked += 1
      const id = asked
      const all = await new Promise<readonly unknown[]>((resolve) => {
        waiting.set(id, resolve)
        // Longer than the first process waits for the others.
        setTimeout(resolve, 2 * patienceMilliseconds, []).unref()
        process.send?.({ asks: { id, name, given } } satisfies Asks)
      })
      waiting.delete(id)
      return all.length > 0 ? all : alone()
    },
  }
}

/** In the first process: passes a worker's question on to all that listen, and their answers back. */
export function createRelay(
  listening: ReadonlySet<Worker>,
): (from: Worker, message: object) => void {
  const answering = new Map<number, (answer: unknown) => void>()
  let passed = 0

  async function gather(from: Worker, { id, name, given }: Asks['asks']): Promise<void> {
    const asked = [...listening].filter((worker) => worker.isConnected())
    const answers = await Promise.all(asked.map((worker) => answerOf(worker, name, given)))
    const known = answers.filter((answer) => answer !== undefined)
    if (from.isConnected()) from.send({ tells: { id, answer: known } } satisfies Tells)
  }

  async function answerOf(worker: Worker, name: string, given: string): Promise<unknown> {
    passed += 1
    const id = passed
    const answer = await new Promise((resolve) => {
      answering.set(id, resolve)
      setTimeout(resolve, patienceMilliseconds, undefined).unref()
      worker.send({ asks: { id, name, given } } satisfies Asks)
    })
    answering.delete(id)
    return answer
  }

  return (from, message: Partial<Asks & Tells>) => {
    if (message.asks) gather(from, message.asks).catch(() => undefined)
    if (message.tells) answering.get(message.tells.id)?.(message.tells.answer)
  }
}

/** Where several processes share the port: a way to ask them all. */
export function peersOfProcess(): Peers | null {
  return cluster.isWorker ? createWorkerPeers() : null
}
