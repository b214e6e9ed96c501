import { type IdentifierKind, identifierKinds } from '@ztoken/contract'
import type { ForeignTable, ImportedUser } from '@ztoken/core'
import { avatarIdIn } from '../../features/avatar/address.ts'
import { CommandError } from '../terminal.ts'
import {
  type Field,
  fields,
  isRestricting,
  type Mapping,
  mappingOf,
  requireColumn,
} from './columns.ts'
import { type Condition, conditionOf } from './conditions.ts'
import { type OwnFields, ownField, ownFieldsOf } from './own-fields.ts'
import { textOf, timeOf, trimmedOf, wholeOf } from './values.ts'

/** What the operator says about the columns of a table. */
export interface Wishes {
  readonly columns?: string
  readonly identity?: string
  readonly bannedIf: readonly string[]
  readonly leftOutIf: readonly string[]
  readonly ignoreColumns?: string
}

/** One row as it was read. */
export interface PlannedRow {
  readonly user: ImportedUser
  /** What is there and cannot be read. */
  readonly unreadable: readonly Field[]
  readonly isLeftOut: boolean
  /** It is no row of the table: of CSV, a record of another length. */
  readonly isBroken: boolean
}

/** How a table is read. */
export interface Plan {
  readonly mapping: Mapping
  /** Columns that say something nobody has a use for here. */
  readonly unread: readonly string[]
  /** Those of them whose names say that somebody may not sign in. */
  readonly undecided: readonly string[]
  rows(): AsyncIterable<PlannedRow>
}

/** Throws CommandError where a table cannot be read, or not as the operator says. */
export function planOf(table: ForeignTable, source: string, wishes: Wishes, own: OwnFields): Plan {
  const { columns } = table
  const whole = mappingOf(columns, wishes.columns, own.described.map(ownField))
  const only = requireIdentity(wishes.identity)
  const isKept = (field: Field): boolean =>
    only === undefined || field === only || !identifierKinds.some((one) => one === field)
  const mapping: Mapping = new Map([...whole].filter(([field]) => isKept(field)))
  requireNeeded(mapping, table, source, wishes)
  const names = namePartsOf(columns, mapping)
  const banned = conditionsOf(columns, wishes.bannedIf, '--banned-if')
  const leftOut = conditionsOf(columns, wishes.leftOutIf, '--left-out-if')
  const ignored = (wishes.ignoreColumns ?? '')
    .split(',')
    .filter((name) => name.trim() !== '')
    .map((name) => requireColumn(columns, name.trim(), '--ignore-columns'))
  const used = [
    ...mapping.values(),
    ...names,
    ...[...banned, ...leftOut].map(({ column }) => column),
  ]
  const wanted = [...new Set(used)]
  const unread = columns.filter((column) => !wanted.includes(column))
  return {
    mapping,
    unread,
    undecided: unread.filter((column) => isRestricting(column) && !ignored.includes(column)),
    async *rows() {
      let number = 0
      for await (const values of table.rows(wanted)) {
        number += 1
        const row = new Map(wanted.map((column, n) => [column, values?.[n]]))
        const holds = ({ column, holds }: Condition): boolean => holds(row.get(column))
        const planned = withOwnFields(read(row, mapping, names, banned.some(holds)), row)
        const isLeftOut = leftOut.some(holds)
        if (values !== null) yield { ...planned, isLeftOut, isBroken: false }
        else {
          const user = { ...planned.user, id: `record ${number}` }
          yield { ...planned, user, isLeftOut: false, isBroken: true }
        }
      }
    },
  }

  function withOwnFields(planned: ReadRow, row: ReadonlyMap<string, unknown>): ReadRow {
    const { fields, unreadable } = ownFieldsOf(own, (field) => row.get(mapping.get(field) ?? ''))
    return {
      user: { ...planned.user, fields },
      unreadable: [...planned.unreadable, ...unreadable],
    }
  }
}

type ReadRow = Pick<PlannedRow, 'user' | 'unreadable'>

function read(
  row: ReadonlyMap<string, unknown>,
  mapping: Mapping,
  names: readonly string[],
  isBanned: boolean,
): ReadRow {
  const unreadable: Field[] = []
  const take = <Value>(field: Field, how: (value: unknown) => Value | null | undefined) => {
    const column = mapping.get(field)
    const value = column === undefined ? null : how(row.get(column))
    if (value === undefined) unreadable.push(field)
    return value ?? null
  }
  const avatar = take('avatar', textOf)
  const password = take('password', trimmedOf)
  const user = {
    id: take('id', trimmedOf) ?? '',
    phone: take('phone', trimmedOf),
    email: take('email', trimmedOf),
    username: take('username', trimmedOf),
    // Django's mark of somebody without a password.
    passwordHash: password?.startsWith('!') ? null : password,
    name: names.length > 0 ? joined(names.map((name) => row.get(name))) : take('name', textOf),
    // Whoever could name somebody's picture here as their own could have it removed.
    avatar: avatar === null || avatarIdIn(avatar) === null ? avatar : null,
    intro: take('intro', textOf),
    level: take('level', wholeOf),
    createdAt: take('created_at', timeOf),
    isBanned,
  }
  if (names.some((name) => textOf(row.get(name)) === undefined)) unreadable.push('name')
  return { user, unreadable }
}

/** Django's first and last name, where there is no whole one; in the order of their script. */
function namePartsOf(columns: readonly string[], mapping: Mapping): string[] {
  if (mapping.has('name')) return []
  const parts = ['first_name', 'last_name'].map((name) =>
    columns.find((column) => column.toLowerCase() === name),
  )
  return parts.flatMap((column) => column ?? [])
}

function joined(values: readonly unknown[]): string | null {
  const parts = values.flatMap((value) => trimmedOf(value) ?? [])
  const isHan = parts.length > 1 && parts.every((part) => /^\p{Script=Han}+$/u.test(part))
  return (isHan ? parts.reverse().join('') : parts.join(' ')) || null
}

function conditionsOf(
  columns: readonly string[],
  texts: readonly string[],
  option: string,
): Condition[] {
  return texts.map((text) => {
    const condition = conditionOf(text)
    return { ...condition, column: requireColumn(columns, condition.column, option) }
  })
}

function requireIdentity(wish: string | undefined): IdentifierKind | undefined {
  const found = identifierKinds.find((one) => one === wish)
  if (wish === undefined || found !== undefined) return found
  throw new CommandError(
    `--identity ${wish} is not known; it is one of ${identifierKinds.join(', ')}`,
  )
}

function requireNeeded(
  mapping: Mapping,
  { name, columns }: ForeignTable,
  source: string,
  { identity, columns: wish = '' }: Wishes,
): void {
  const missing: string[] = []
  if (!mapping.has('id')) missing.push('id')
  if (!identifierKinds.some((one) => mapping.has(one))) {
    missing.push(identity ?? 'phone, email or username')
  }
  const isWithout = /(^|,)\s*password(_?hash)?\s*=\s*-\s*(,|$)/i.test(wish)
  if (!mapping.has('password') && !isWithout) missing.push('password')
  if (missing.length === 0) return
  throw new CommandError(
    `the table ${name} of ${source} has no column that is known as ${missing.join(', ')}; there are ${columns.join(', ')}. Say which is which: --columns ${fields[0]}=column,…`,
  )
}
