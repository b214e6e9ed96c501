export { MigrationError } from '../migration-error.ts'
export type { PostgresOptions } from './connection.ts'
export { migrate } from './migrations.ts'
export { postgresStore } from './store.ts'
