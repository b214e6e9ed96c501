/** The command line as a process of its own, on the sources: `node … run-cli.ts <arguments>`. */
import { main } from '../src/cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
