import { openEngine } from '../dist/sqlite/engine.js'
import { migrate, sqliteStore } from '../dist/sqlite/index.js'
import { applyMigrations } from '../dist/sqlite/migrate.js'
import { migrations } from '../dist/sqlite/migrations/index.js'

/**
 * A process of its own with a store on the file given, asked over its channel. It is JavaScript on
 * the built store: a transpiler would be most of what it does.
 *
 * @typedef {import('./children.ts').Answer} Answer
 * @typedef {import('./children.ts').Question} Question
 */
const file = /** @type {string} */ (process.argv[2])
/** @type {Promise<import('@ztoken/core').Store> | undefined} */
let opening

process.on('message', async (/** @type {Question} */ { id, method, values, times }) => {
  const answers = await Promise.all(Array.from({ length: times }, () => answerOf(method, values)))
  send({ id, answers })
})

/**
 * @param {string} method
 * @param {any[]} values
 */
async function answerOf(method, values) {
  try {
    if (method === 'dieMigrating') await dieMigrating()
    if (method === 'migrate') return (await migrate(file)).applied.length
    opening ??= sqliteStore(file)
    const store = await opening
    if (method === 'onChange') {
      return typeof store.onChange(() => send({ id: 'changed', answers: [] }))
    }
    return await Reflect.get(store, method)(...values)
  } catch (error) {
    return { code: Object(error).code ?? String(error) }
  }
}

/** Ends as by `kill -9` with every statement of the last migration run, and none committed. */
async function dieMigrating() {
  const finish = () => void process.kill(process.pid, 'SIGKILL')
  const dying = migrations.map((one) => (one === migrations.at(-1) ? { ...one, finish } : one))
  applyMigrations(await openEngine(file), dying)
}

/** @param {Answer} answer */
function send(answer) {
  process.send?.(answer)
}

send({ id: 'ready', answers: [] })
