export { readFlaskUsers } from './flask.ts'
export { MigrationError, migrate } from './migrate.ts'
export { type SqliteOptions, sqliteStore } from './store.ts'
