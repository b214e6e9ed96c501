import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'
import { CommandError, processTerminal, type Terminal } from './terminal.ts'
import { wordsFor } from './words.ts'

type Add = (program: Command, terminal: Terminal, state: { status: number }) => void

const commands: Readonly<Record<string, () => Promise<Add>>> = {
  dev: async () => (await import('./dev.ts')).addDev,
  serve: async () => (await import('./serve.ts')).addServe,
  migrate: async () => (await import('./migrate.ts')).addMigrate,
  import: async () => (await import('./import.ts')).addImport,
  export: async () => (await import('./export.ts')).addExport,
  user: async () => (await import('./user.ts')).addUser,
  role: async () => (await import('./role.ts')).addRole,
  sessions: async () => (await import('./sessions.ts')).addSessions,
  audit: async () => (await import('./audit.ts')).addAudit,
  token: async () => (await import('./token.ts')).addToken,
  keys: async () => (await import('./keys.ts')).addKeys,
  sender: async () => (await import('./sender.ts')).addSender,
}

/** Those that are named, else all: a worker need not load what imports and exports. */
function commandsIn(argv: readonly string[]): Promise<Add[]> {
  const named = Object.keys(commands).filter((name) => argv.includes(name))
  const needed = named.length > 0 ? named : Object.keys(commands)
  return Promise.all(needed.map((name) => (commands[name] as () => Promise<Add>)()))
}

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
  for (const add of await commandsIn(argv)) add(program, terminal, state)
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
