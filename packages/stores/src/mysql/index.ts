export { openForeignMysql } from './foreign.ts'
