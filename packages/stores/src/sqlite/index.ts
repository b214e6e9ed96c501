export { MigrationError } from '../migration-error.ts'
export { readFlaskUsers } from './flask.ts'
export { migrate } from './migrate.ts'
export { type SqliteOptions, sqliteStore } from './store.ts'
