import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Found, Round } from './asked.ts'

/** The process that runs tests with mutants in it; begun anew where a mutant ended it. */
export class Tests {
  #process: ChildProcess | null = null

  /** What a round found, or how it ended the process: by taking longer than these milliseconds, or by itself. */
  async run(round: Round, milliseconds: number): Promise<Found | 'endless' | 'crashed'> {
    const child = this.#process ?? (await this.#begin())
    const over = new AbortController()
    const patience = setTimeout(() => child.kill('SIGKILL'), milliseconds)
    const answered = once(child, 'message', { signal: over.signal }).then(([found]) => found)
    const ended = once(child, 'exit', { signal: over.signal }).then(([, signal]) => {
      this.#process = null
      return signal === 'SIGKILL' ? 'endless' : 'crashed'
    })
    child.send(round)
    try {
      return await Promise.race([answered, ended])
    } finally {
      clearTimeout(patience)
      await Promise.allSettled([over.abort(), answered, ended])
    }
  }

  end(): void {
    this.#process?.disconnect()
    this.#process = null
  }

  async #begin(): Promise<ChildProcess> {
    const child = fork(new URL('./round.ts', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    })
    this.#process = child
    await once(child, 'message')
    return child
  }
}
