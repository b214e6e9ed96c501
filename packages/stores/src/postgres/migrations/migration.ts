/** One step of the schema. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** The oldest version of the schema whose programs can work with this one. */
  readonly worksFrom: number
  readonly sql: string
}
