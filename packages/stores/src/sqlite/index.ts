export { readFlaskUsers } from './flask.ts'
export { MigrationError, migrate } from './migrations.ts'
export { sqliteStore } from './store.ts'
