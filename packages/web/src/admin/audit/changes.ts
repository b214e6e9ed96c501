import type { AuditEntryView } from '@ztoken/contract'

/** A piece of what an entry tells; `before` where it tells how it was. */
export interface Told {
  readonly name: string
  readonly value: string
  readonly before?: string
}

const ending = '_before'

/** What an entry tells, a change with both its sides. Fields without their values stay as a list. */
export function toldIn(detail: AuditEntryView['detail']): Told[] {
  if (detail === null) return []
  const told = Object.entries(detail)
    .filter(([name]) => !(name.endsWith(ending) && name.slice(0, -ending.length) in detail))
    .map(([name, value]) => {
      const before = detail[`${name}${ending}`]
      return { name, value, ...(before !== undefined && { before }) }
    })
  return told
    .map((one) => (one.name === 'fields' ? { ...one, value: fieldsLeft(one.value, told) } : one))
    .filter(({ name, value }) => name !== 'fields' || value !== '')
}

function fieldsLeft(fields: string, told: readonly Told[]): string {
  const names = new Set(told.map(({ name }) => name))
  return fields
    .split(' ')
    .filter((field) => !names.has(field))
    .join(' ')
}
