export { MigrationError } from '../migration-error.ts'
export { migrate } from './migrations.ts'
export type { PostgresOptions } from './options.ts'
export { postgresStore } from './store.ts'
