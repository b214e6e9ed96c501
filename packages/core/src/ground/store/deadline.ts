import { unavailable, ZtokenError } from '@ztoken/contract'
import { addDuration, type Durations, noDurations } from '../durations.ts'
import type { Store } from './store.ts'

const ticksToDeadline = 20

/**
 * The store, with an end to every wait, whatever it is asked: what has not answered by then is
 * answered `unavailable`.
 * What is not an answer of ours counts as no answer, so no fault of a driver opens a door. One
 * slow timer watches all questions: a timer for each would cost more than SQLite's answer.
 */
export function withDeadline(
  store: Store,
  milliseconds: number,
  questions: StoreQuestions = noQuestions(),
): Store {
  const pending = new Set<Question>()
  let tick = 0
  let timer: NodeJS.Timeout | undefined

  function watch(): void {
    tick += 1
    for (const question of pending) {
      if (tick - question.askedAt <= ticksToDeadline) break
      pending.delete(question)
      question.giveUp(unavailable(new Error('the store did not answer in time')))
    }
  }

  function answerOf(ask: () => Promise<unknown>): Promise<unknown> {
    timer ??= setInterval(watch, milliseconds / ticksToDeadline).unref()
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const question: Question = {
        askedAt: tick,
        giveUp(error) {
          questions.failures += 1
          reject(error)
        },
      }
      pending.add(question)
      ask().then(
        (answer) => {
          if (pending.delete(question)) {
            addDuration(questions.answers, (performance.now() - began) / 1000)
          }
          resolve(answer)
        },
        (error: unknown) => {
          // Whoever was given up was counted as a failure then.
          if (pending.delete(question) && !isAnswer(error)) questions.failures += 1
          reject(error instanceof ZtokenError ? error : unavailable(wordless(error)))
        },
      )
    })
  }

  const promises = store as unknown as Record<string, Ask>
  const limited: Record<string, unknown> = {}
  for (const name of methodsOf(store)) {
    limited[name] = (...values: unknown[]) =>
      answerOf(async () => (promises[name] as Ask).apply(store, values))
  }
  return {
    ...(limited as unknown as Store),
    onChange: (listener) => store.onChange(listener),
    ...(store.connections && { connections: () => (store as Required<Store>).connections() }),
    close() {
      clearInterval(timer)
      return store.close()
    },
  }
}

/** What was asked of the store since the start. */
export interface StoreQuestions {
  readonly answers: Durations
  /** Not answered in time, or by a fault. */
  failures: number
}

export function noQuestions(): StoreQuestions {
  return { answers: noDurations(), failures: 0 }
}

/** What a store refuses by a code of ours it has answered. */
function isAnswer(error: unknown): boolean {
  return error instanceof ZtokenError && error.code !== 'unavailable'
}

/** The names of everything that can be asked of a store, be it an object or of a class. */
function methodsOf(store: Store): string[] {
  const names = new Set<string>()
  for (let part: object | null = store; part !== null && part !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(part)) names.add(name)
    part = Object.getPrototypeOf(part) as object | null
  }
  names.delete('constructor')
  const known = store as unknown as Record<string, unknown>
  return [...names].filter((name) => typeof known[name] === 'function')
}

type Ask = (...values: unknown[]) => Promise<unknown>

interface Question {
  readonly askedAt: number
  giveUp(error: ZtokenError): void
}

/** A driver's own words may quote what it was asked for: its kind and its code stay (attack A163). */
function wordless(error: unknown): Error {
  const { name, code } = Object(error) as { readonly name?: unknown; readonly code?: unknown }
  const what = [name, code].filter((text) => typeof text === 'string' && /^\w{1,64}$/.test(text))
  return new Error(`the store failed (${what.length > 0 ? what.join(' ') : typeof error})`)
}
