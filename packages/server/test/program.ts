import { resolve } from 'node:path'

/** The command line as its users run it: built, for a transpiler takes longer than most commands. */
export const program: string = resolve(import.meta.dirname, '../bin/ztoken.js')
