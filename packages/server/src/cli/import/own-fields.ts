import type { UserFieldView } from '@ztoken/contract'
import type { Import, UserFieldValues } from '@ztoken/core'
import { type Read, textOf, timeOf, trimmedOf, wholeOf } from './values.ts'

/** The application's own fields of this server: what they are, and what fits them. */
export interface OwnFields {
  readonly described: readonly UserFieldView[]
  readonly fit: Import['fitFields']
}

export type OwnField = `fields.${string}`

/** As `--columns` and the columns of an export of ours call it. */
export function ownField({ name }: Pick<UserFieldView, 'name'>): OwnField {
  return `fields.${name}`
}

/** Of a row what can be kept, and which columns hold something that cannot. */
export function ownFieldsOf(
  { described, fit }: OwnFields,
  read: (field: OwnField) => unknown,
): { readonly fields: UserFieldValues; readonly unreadable: OwnField[] } {
  const unreadable: OwnField[] = []
  const values: Record<string, unknown> = Object.fromEntries(
    described.flatMap((field) => {
      const value = readerOf(field)(read(ownField(field)))
      if (value === undefined) unreadable.push(ownField(field))
      return (value ?? null) === null ? [] : [[field.name, value]]
    }),
  )
  const { fields, unfit } = fit(values)
  return { fields, unreadable: [...unreadable, ...unfit.map((name) => ownField({ name }))] }
}

/** Databases and CSV have few kinds of values; what was meant is told by the field. */
function readerOf({ type, format }: UserFieldView): (value: unknown) => Read<unknown> {
  if (type === 'boolean') return truthOf
  if (type === 'integer') return wholeOf
  if (type === 'number') return numberOf
  if (format === 'date') return dayOf
  return format === 'date-time' ? momentOf : writtenOf
}

/** A column that nobody filled in holds an empty text in many a database, and in CSV. */
function writtenOf(value: unknown): Read<string> {
  const text = textOf(value)
  return text === '' ? null : text
}

const truths = ['1', 'true', 't', 'yes', 'y', 'on']
const untruths = ['0', 'false', 'f', 'no', 'n', 'off']

function truthOf(value: unknown): Read<boolean> {
  const text = trimmedOf(value)
  if (typeof text !== 'string') return text
  const word = text.toLowerCase()
  if (truths.includes(word)) return true
  return untruths.includes(word) ? false : undefined
}

function numberOf(value: unknown): Read<number> {
  const text = trimmedOf(value)
  if (typeof text !== 'string') return text
  return /^[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : undefined
}

/** The day that stands at the beginning: a birthday lies before 1970, where no moment is looked for. */
function dayOf(value: unknown): Read<string> {
  const text = trimmedOf(value)
  if (typeof text !== 'string') return text
  const [, year, month = '', day = ''] =
    /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?![0-9])/.exec(text) ?? []
  return year === undefined
    ? undefined
    : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** A moment as RFC 3339 writes it. */
function momentOf(value: unknown): Read<string> {
  const milliseconds = timeOf(value)
  return typeof milliseconds === 'number' ? new Date(milliseconds).toISOString() : milliseconds
}
