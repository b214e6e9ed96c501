import { createRequire } from 'node:module'
import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * What the reading thread runs: statements on a connection of its own, which writes nothing. It is
 * JavaScript so that the one file serves the sources and the build alike.
 *
 * @typedef {import('./engine.ts').Engine} Engine
 * @typedef {import('./engine.ts').EngineClass} EngineClass
 * @typedef {import('./engine.ts').Statement} Statement
 * @typedef {import('./read-thread.ts').Question} Question
 * @typedef {import('./read-thread.ts').Reading} Reading
 */
const { file, engine: name, state } = /** @type {Reading} */ (workerData)

const lowestPriority = 19
/** Nobody else stands still while this thread waits for a lock. */
const busyMilliseconds = 1000

lowerPriority()
const opening = open()
opening.then(
  () => parentPort?.postMessage({ isReady: true }),
  // It cannot be asked: whoever started it sees it end.
  () => process.exit(1),
)

parentPort?.on('message', async (/** @type {Question | 'end'} */ question) => {
  const { all, close } = await opening
  if (question !== 'end') {
    parentPort?.postMessage(answerOf(all, question))
    return
  }
  begin()
  close()
  end()
  parentPort?.close()
})

/** Whoever asks with a token goes before whoever searches. */
function lowerPriority() {
  // Linux alone gives a thread its own priority; elsewhere the whole process would be lowered.
  if (process.platform !== 'linux') return
  try {
    setPriority(0, Math.min(getPriority(0) + 10, lowestPriority))
  } catch {
    // A sandbox may forbid it: rows are right at any priority.
  }
}

/** Whatever is native: a process that leaves waits for what is begun, and no more is. */
function begin() {
  if (Atomics.compareExchange(state, 0, 0, 1) !== 0) sleep()
}

function end() {
  if (Atomics.compareExchange(state, 0, 1, 0) !== 1) sleep()
}

function sleep() {
  Atomics.store(state, 1, 1)
  Atomics.notify(state, 1)
  Atomics.wait(state, 1, 1)
}

async function open() {
  begin()
  const engine = new (await engineClass())(file, { readOnly: true, readonly: true })
  engine.exec(`PRAGMA query_only = ON; PRAGMA busy_timeout = ${busyMilliseconds}`)
  /** @type {Map<string, Statement>} */
  const statements = new Map()
  end()
  return {
    /** @param {Question} question */
    all({ text, values }) {
      const statement = statements.get(text) ?? engine.prepare(text)
      statements.set(text, statement)
      return statement.all(...values)
    },
    close: () => engine.close(),
  }
}

/**
 * The engine of the store, by its name; each name stands where bundlers read it.
 *
 * @returns {Promise<EngineClass>}
 */
async function engineClass() {
  if (name === 'libsql') {
    const libsql = /** @type {unknown} */ (await import('libsql'))
    return /** @type {{ default: EngineClass }} */ (libsql).default
  }
  // It would say that it is experimental: we test against every Node we name.
  process.emitWarning = () => undefined
  return createRequire(import.meta.url)('node:sqlite').DatabaseSync
}

/**
 * @param {(question: Question) => unknown[]} all
 * @param {Question} question
 */
function answerOf(all, question) {
  begin()
  try {
    return { rows: all(question) }
  } catch (error) {
    return { fault: String(Object(error).message) }
  } finally {
    end()
  }
}
