import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { survive } from '../http/logging.ts'

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Takes variables out of the environment, for whatever this process starts or shows. */
  forget?(variables: readonly string[]): void
  out(line: string): void
  err(line: string): void
  /** One line of input; a secret one is not echoed. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string>
  readonly isInteractive: boolean
}

export const processTerminal: Terminal = {
  environment: process.env,
  forget(variables) {
    for (const variable of variables) delete process.env[variable]
  },
  out: (line) => survive(process.stdout).write(`${line}\n`),
  err: (line) => survive(process.stderr).write(`${line}\n`),
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  async ask(question, { secret = false } = {}) {
    const isTerminal = process.stdin.isTTY === true
    if (isTerminal) process.stderr.write(question)
    // Readline takes over the echo of a terminal; what it writes of a secret goes nowhere.
    const output = secret ? nowhere() : process.stderr
    const lines = createInterface({ input: process.stdin, output, terminal: isTerminal })
    try {
      for await (const line of lines) return line
      return ''
    } finally {
      lines.close()
      if (isTerminal && secret) process.stderr.write('\n')
    }
  },
}

function nowhere(): Writable {
  return new Writable({ write: (_piece, _encoding, done) => done() })
}

/** What a database holds may hold anything; a terminal gets no control characters. */
export function printable(text: string, most = 64): string {
  return text.slice(0, most).replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
}

/** Ends a command with a message and a status; not a fault of the program. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly status: number

  constructor(message: string, status = 1) {
    super(message)
    this.status = status
  }
}
