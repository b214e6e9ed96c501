import type { Store } from '@ztoken/core'
import { openEngine } from '../src/sqlite/engine.ts'
import { migrate, sqliteStore } from '../src/sqlite/index.ts'
import { applyMigrations } from '../src/sqlite/migrate.ts'
import { migrations } from '../src/sqlite/migrations.ts'
import type { Answer, Question } from './children.ts'

/** A process of its own with a store on the file given, asked over its channel. */
const file = process.argv[2] as string
let opening: Promise<Store> | undefined

process.on('message', async ({ id, method, values, times }: Question) => {
  const answers = await Promise.all(Array.from({ length: times }, () => answerOf(method, values)))
  send({ id, answers })
})

async function answerOf(method: string, values: unknown[]): Promise<unknown> {
  try {
    if (method === 'dieMigrating') await dieMigrating()
    if (method === 'migrate') return (await migrate(file)).applied.length
    opening ??= sqliteStore(file)
    const store = await opening
    if (method === 'onChange') {
      return typeof store.onChange(() => send({ id: 'changed', answers: [] }))
    }
    return await (store[method as 'findUser'] as (...values: unknown[]) => unknown)(...values)
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error) }
  }
}

/** Ends as by `kill -9` with every statement of the last migration run, and none committed. */
async function dieMigrating(): Promise<void> {
  const finish = (): void => void process.kill(process.pid, 'SIGKILL')
  const dying = migrations.map((one) => (one === migrations.at(-1) ? { ...one, finish } : one))
  applyMigrations(await openEngine(file), dying)
}

function send(answer: Answer): void {
  process.send?.(answer)
}

send({ id: 'ready', answers: [] })
