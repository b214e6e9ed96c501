import type { UserFieldView, UserView } from '@ztoken/contract'

/** What a server keeps of somebody besides; what is not there has no value. */
export type Values = NonNullable<UserView['fields']>
/** What is changed of it: null takes a value away. */
export type Changes = Record<string, Values[string] | null>
/** What stands in the inputs: a tick, or a text. */
export type Entries = Record<string, string | boolean>

/** What a field is called in a language of the pages. */
export function labelIn(locale: string, { label }: UserFieldView): string {
  return locale === 'zh-CN' ? label['zh-CN'] : label.en
}

/** What the inputs show of values. */
export function entriesOf(fields: readonly UserFieldView[], values: Values): Entries {
  return Object.fromEntries(fields.map((field) => [field.name, entryOf(field, values[field.name])]))
}

function entryOf({ type, format }: UserFieldView, value: Values[string] | undefined) {
  if (type === 'boolean') return value === true
  if (value === undefined) return ''
  return format === 'date-time' ? localMoment(String(value)) : String(value)
}

/** What was read of entries; what cannot be meant is by name among the faults. */
export interface Read<Value> {
  readonly values: Record<string, Value>
  readonly faulty: readonly string[]
}

/** Only what was changed, in the server's terms. */
export function changesIn(
  fields: readonly UserFieldView[],
  entries: Entries,
  values: Values,
): Read<Values[string] | null> {
  const before = entriesOf(fields, values)
  return readAll(
    fields.filter(({ name }) => entries[name] !== before[name]),
    entries,
  )
}

/** What an account begins with: what was left empty has no value. */
export function beginningIn(
  fields: readonly UserFieldView[],
  entries: Entries,
): Read<Values[string]> {
  const { values, faulty } = readAll(fields, { ...entriesOf(fields, {}), ...entries })
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
  return { values: Object.fromEntries(given), faulty }
}

function readAll(fields: readonly UserFieldView[], entries: Entries): Read<Values[string] | null> {
  const read = fields.map((field) => [field.name, meant(field, entries[field.name] ?? '')] as const)
  const values = read.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const faulty = read.flatMap(([name, value]) => (value === undefined ? [name] : []))
  return { values: Object.fromEntries(values), faulty }
}

/** Undefined: nothing that the field could hold. */
function meant(field: UserFieldView, entry: string | boolean): Changes[string] | undefined {
  if (typeof entry === 'boolean') return entry
  const { type, format, enum: listed } = field
  const text = entry.trim()
  if (text === '') return null
  if (listed !== null) return listed.find((one) => String(one) === entry)
  if (type === 'integer' || type === 'number') {
    const number = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    return Number.isFinite(number) && isWithin(field, number) ? number : undefined
  }
  if (format === 'date-time') return momentOf(text)
  return text
}

function isWithin({ type, minimum, maximum }: UserFieldView, number: number): boolean {
  const isKind = type === 'number' || Number.isSafeInteger(number)
  return isKind && number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity)
}

/** As an input for moments wants it: in the reader's own time, to the minute. */
function localMoment(instant: string): string {
  const at = new Date(instant)
  const here = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return Number.isNaN(here.getTime()) ? '' : here.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}

function momentOf(text: string): string | undefined {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** True for what people have to fill in: what has a default is never empty. */
export function isRequired(field: UserFieldView): boolean {
  return field.required && field.default === null
}
