import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Store } from '@ztoken/core'
import { onTestFinished } from 'vitest'

export interface Question {
  readonly id: string
  readonly method: string
  readonly values: unknown[]
  /** Asked so often, all at once. */
  readonly times: number
}

export interface Answer {
  readonly id: string
  readonly answers: unknown[]
}

type Method = Exclude<keyof Store, 'close'>

export interface Child {
  readonly process: ChildProcess
  /** Asks the child's store `times` times at once; a refusal is answered as `{code}`. */
  ask(
    method: Method | 'migrate' | 'dieMigrating',
    values?: unknown[],
    times?: number,
  ): Promise<unknown[]>
  /** Resolves when the child's listener is called next. */
  changed(): Promise<void>
}

/** Starts a process with a store of its own on the file, ended when the test is over. */
export async function startChild(file: string): Promise<Child> {
  const script = fileURLToPath(new URL('child.mjs', import.meta.url))
  const child = fork(script, [file], { execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([status, signal]) => {
    throw new Error(`the child ended with ${status ?? signal}`)
  })
  ended.catch(() => undefined)
  const waiting = new Map<string, (answers: unknown[]) => void>()
  child.on('message', ({ id, answers }: Answer) => {
    waiting.get(id)?.(answers)
    waiting.delete(id)
  })
  const answerTo = (id: string): Promise<unknown[]> => {
    const answered = new Promise<unknown[]>((resolve) => waiting.set(id, resolve))
    return Promise.race([answered, ended])
  }
  await answerTo('ready')
  let questions = 0

  return {
    process: child,
    ask(method, values = [], times = 1) {
      questions += 1
      const question: Question = { id: `${questions}`, method, values, times }
      const answer = answerTo(question.id)
      child.send(question)
      return answer
    },
    async changed() {
      await answerTo('changed')
    },
  }
}
