/** Migrates the file given as soon as a line comes in, and prints how many were applied. */
import { migrate } from '../src/sqlite/index.ts'

process.stdout.write('ready\n')
process.stdin.once('data', async () => {
  const { applied } = await migrate(process.argv[2] as string)
  process.stdout.write(`${applied.length}\n`, () => process.exit(0))
})
