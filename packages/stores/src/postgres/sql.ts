import template, { join, raw, type Sql as Template } from 'sql-template-tag'

/** A piece of a statement with the values of its parameters; pieces go into pieces. */
export type Sql = Template

export type Value = string | number | boolean | null | readonly string[]

/** A statement as the driver takes it. */
export interface Statement {
  readonly text: string
  readonly values: readonly Value[]
}

/** ``sql`SELECT … WHERE id = ${id}` ``: what is put in becomes a parameter, a piece of SQL a part. */
export function sql(texts: TemplateStringsArray, ...inserts: readonly (Value | Sql)[]): Sql {
  return template(texts, ...inserts)
}

/** Pieces with a text of this program between them. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  return join([...pieces], between)
}

/** A text that stands in this program, as a piece of SQL. */
export function verbatim(text: string): Sql {
  return raw(text)
}

export function statementOf({ text, values }: Sql): Statement {
  return { text, values: (values as Value[]).map(wellFormed) }
}

/** JSON as a parameter. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, member) => wellFormed(member))
}

/** Half a surrogate pair is no character that UTF-8 can write. */
function wellFormed<Given>(value: Given): Given {
  return typeof value === 'string' ? (value.toWellFormed() as Given) : value
}
