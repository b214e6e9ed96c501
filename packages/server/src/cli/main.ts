import { ZtokenError } from '@ztoken/contract'
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/config-error.ts'
import { DatabaseError } from '../config/database-words.ts'
import { version } from '../version.ts'
import { addAudit } from './audit.ts'
import { addDev } from './dev.ts'
import { addExport } from './export.ts'
import { addImport } from './import.ts'
import { addKeys } from './keys.ts'
import { addMigrate } from './migrate.ts'
import { addRole } from './role.ts'
import { addServe } from './serve.ts'
import { addSessions } from './sessions.ts'
import { CommandError, processTerminal, type Terminal } from './terminal.ts'
import { addToken } from './token.ts'
import { addUser } from './user.ts'

/**
 * Runs one command. In: the arguments after the program's name. Out: the exit status: 0 done,
 * 1 failed, 2 done in part (the report says what was left out).
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal,
): Promise<number> {
  const program = new Command('ztoken')
    .description('Token login: post a phone and a password, get a token, send it in a header.')
    .version(version)
    .option('-c, --config <file>', 'configuration file (default: ztoken.json where there is one)')
    .addHelpText(
      'after',
      '\nEvery setting is also a variable ZTOKEN_<NAME>; see docs/configuration.md.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
  const state = { status: 0 }
  const commands = [
    addDev,
    addServe,
    addMigrate,
    addImport,
    addExport,
    addUser,
    addRole,
    addSessions,
    addAudit,
    addToken,
    addKeys,
  ]
  for (const add of commands) add(program, terminal, state)
  try {
    await program.parseAsync(withKidLast(argv), { from: 'user' })
    return state.status
  } catch (error) {
    return explain(error, terminal)
  }
}

const dashedKid = /^-[A-Za-z0-9_-]{42}$/

/** One key in sixty-four has a name that begins with a dash: it is no option. */
function withKidLast(argv: readonly string[]): string[] {
  const kid = argv.find((argument) => dashedKid.test(argument))
  if (kid === undefined || argv.includes('--')) return [...argv]
  return [...argv.filter((argument) => argument !== kid), '--', kid]
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof CommandError) {
    terminal.err(error.message)
    return error.status
  }
  terminal.err(wordsFor(error))
  return 1
}

/** An operator is told what lies behind; a stack helps nobody here. */
function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error instanceof ConfigError) return error.message
  if (error instanceof DatabaseError) return `${error.code}: ${error.message}`
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${nameOf(error)}${error.message}${cause}`
}

function nameOf(error: Error): string {
  if (error instanceof ZtokenError) return `${error.code}: `
  return error.name === 'Error' ? '' : `${error.name}: `
}
