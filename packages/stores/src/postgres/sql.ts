/** A piece of a statement with the values of its parameters; pieces go into pieces. */
export interface Sql {
  readonly parts: readonly string[]
  readonly values: readonly Value[]
}

export type Value = string | number | boolean | null | readonly string[]

/** A statement as the driver takes it. */
export interface Statement {
  readonly text: string
  readonly values: readonly Value[]
}

/** ``sql`SELECT … WHERE id = ${id}` ``: what is put in becomes a parameter, a piece of SQL a part. */
export function sql(texts: TemplateStringsArray, ...inserts: readonly (Value | Sql)[]): Sql {
  const parts = [texts[0] ?? '']
  const values: Value[] = []
  for (const [index, insert] of inserts.entries()) {
    const after = texts[index + 1] ?? ''
    if (isSql(insert)) {
      const [first = '', ...others] = insert.parts
      parts.push(`${parts.pop() ?? ''}${first}`, ...others)
      parts.push(`${parts.pop() ?? ''}${after}`)
      values.push(...insert.values)
    } else {
      parts.push(after)
      values.push(wellFormed(insert))
    }
  }
  return { parts, values }
}

/** A text that stands in this program, as a piece of SQL. */
export function verbatim(text: string): Sql {
  return { parts: [text], values: [] }
}

export function statementOf({ parts, values }: Sql): Statement {
  return { text: parts.reduce((text, part, n) => `${text}$${n}${part}`), values }
}

/** JSON as a parameter. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, member) => wellFormed(member))
}

/** Half a surrogate pair is no character that UTF-8 can write. */
function wellFormed<Given>(value: Given): Given {
  return typeof value === 'string' ? (value.toWellFormed() as Given) : value
}

function isSql(insert: Value | Sql): insert is Sql {
  return typeof insert === 'object' && insert !== null && 'parts' in insert
}
