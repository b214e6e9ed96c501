import type { PostgresOptions } from './options.ts'

/** As long as a name may be with the channel's before it. */
const longest = 56
const name = /^(?!pg_)[a-z_][a-z0-9_$]*$/

/**
 * The schema that everything of ours stands in: the option's, else the URL's `?schema=`; null where
 * neither says one, so that the search path of the connection decides. Throws TypeError for a name
 * that is none.
 */
export function schemaOf(url: string, { schema }: Pick<PostgresOptions, 'schema'>): string | null {
  const [, named] = /[?&]schema=([^&]*)/.exec(url) ?? []
  const found = schema ?? (named === undefined ? null : named)
  if (found !== null && (!name.test(found) || found.length > longest)) {
    throw new TypeError(
      `the schema has to be a name of small letters, digits and _, ${longest} at most, that begins neither with a digit nor with pg_`,
    )
  }
  return found
}

/** As SQL has it: `user` is a word of its own. */
export function quoted(schema: string): string {
  return `"${schema}"`
}

/** Where news are told: two applications in one database hear nothing of one another. */
export function channelOf(schema: string | null): string {
  return schema === null || schema === 'public' ? 'ztoken' : `ztoken_${schema}`
}
