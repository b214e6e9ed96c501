import { createInterface } from 'node:readline/promises'

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  out(line: string): void
  err(line: string): void
  /** One line of input; a secret one is not echoed. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string>
  readonly isInteractive: boolean
}

export const processTerminal: Terminal = {
  environment: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  async ask(question, { secret = false } = {}) {
    const echoes = process.stdin.isTTY === true
    if (echoes) process.stderr.write(question)
    const lines = createInterface({
      input: process.stdin,
      // Without an output, readline on a terminal echoes nothing.
      ...(echoes && !secret ? { output: process.stderr, terminal: true } : { terminal: false }),
    })
    if (echoes && secret) process.stdin.setRawMode(false)
    try {
      for await (const line of lines) return line
      return ''
    } finally {
      lines.close()
      if (echoes) process.stderr.write('\n')
    }
  },
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
