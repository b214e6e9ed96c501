const messages = {
  schema_newer: (detail: string) =>
    `the database has the schema of a newer ztoken (${detail}); run that version`,
  migration_changed: (detail: string) =>
    `the migration ${detail} in the database is not the one of this ztoken`,
  not_ours: (detail: string) =>
    `the file is not a database of ztoken (${detail}); it was left alone`,
  unfit: (detail: string) => `the database cannot be used: ${detail}`,
  damaged: (detail: string) => `the database is damaged (${detail}); restore a backup`,
} as const

/** The database and the program do not belong together. Tell why by `code`. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly code: keyof typeof messages

  constructor(code: keyof typeof messages, detail: string) {
    super(messages[code](detail))
    this.code = code
  }
}
