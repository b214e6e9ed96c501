import { CommandError } from '../terminal.ts'
import { timeOf, trimmedOf } from './values.ts'

/** A test of one column, as the operator wrote it. */
export interface Condition {
  readonly column: string
  holds(value: unknown): boolean
}

const form = /^\s*([^\s=<>!]+)\s*(?:(!=|<>|<=|>=|=|<|>)\s*(.*?)|\s+is\s+(not\s+)?null)\s*$/i

/**
 * `is_active=0`, `status != 1`, `expires_at < 2026-01-01`, `deleted_at is not null`. Nothing (NULL)
 * is equal to nothing, so it differs from every value; `true` is 1. Throws CommandError.
 */
export function conditionOf(text: string): Condition {
  const found = form.exec(text)
  if (found === null) {
    throw new CommandError(
      `"${text}" is no condition: write column=value, column!=value, column<value, "column is null" or "column is not null"`,
    )
  }
  const [, column = '', operator, value = '', not] = found
  const wanted = plain(value.replace(/^(['"])(.*)\1$/, '$2'))
  return {
    column,
    holds(held) {
      const text = trimmedOf(held)
      if (operator === undefined) return (text === null) === (not === undefined)
      const isOther = operator === '!=' || operator === '<>'
      if (typeof text !== 'string') return isOther
      const order = compare(plain(text), wanted)
      if (operator === '=') return order === 0
      if (isOther) return order !== 0
      if (operator === '<=') return order <= 0
      if (operator === '>=') return order >= 0
      return operator === '<' ? order < 0 : order > 0
    },
  }
}

function plain(text: string): string {
  if (/^(true|t|yes)$/i.test(text)) return '1'
  return /^(false|f|no)$/i.test(text) ? '0' : text
}

function compare(left: string, right: string): number {
  const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text))
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right)
  const [one, other] = [timeOf(left), timeOf(right)]
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (left === right) return 0
  return left < right ? -1 : 1
}
