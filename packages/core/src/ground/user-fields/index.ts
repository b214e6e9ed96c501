import { type UserFieldView, ZtokenError } from '@ztoken/contract'
import type { User } from '../account/user.ts'
import type { UserField } from './compile.ts'
import {
  fitTogether,
  type UserFieldChanges,
  type UserFieldParty,
  type UserFieldValues,
} from './schema.ts'

/** The application's own fields of a user, by its schema. Without one there are none. */
export interface UserFields {
  /**
   * What is kept of a new account; who registers has to give what is required. Throws ZtokenError
   * `user_field_required` and as `changed`.
   */
  begun(given: UserFieldValues | undefined, by: UserFieldParty): UserFieldValues
  /**
   * What is kept after a change; what the schema knows nothing of stays. Throws ZtokenError
   * `user_field_unknown`, `user_field_read_only`, `user_field_invalid`, `user_field_required`,
   * `user_fields_too_large`.
   */
  changed(kept: UserFieldValues, changes: UserFieldChanges, by: UserFieldParty): UserFieldValues
  /** What somebody sees of a user, where there is a schema. */
  seenBy(user: User, by: UserFieldParty): UserFieldValues | undefined
  /** What the audit tells of a change. */
  told(before: UserFieldValues, after: UserFieldValues): UserFieldsTold
  /** What an entry of the audit tells its owner: no field that they may not see. */
  toldOwner(detail: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  /** The fields, of whoever may see them. */
  described(by: UserFieldParty): UserFieldView[]
}

/** Which fields have changed, and of some how they were and are. */
export interface UserFieldsTold {
  readonly names: readonly string[]
  readonly values: Readonly<Record<string, string>>
}

export function createUserFields(all: readonly UserField[] | null): UserFields {
  const fields = new Map((all ?? []).map((field) => [field.name, field]))

  function requireWritable(name: string, by: UserFieldParty): UserField {
    const field = fields.get(name)
    // The name may be anything, so it is not repeated.
    if (field === undefined || !includes(field.read, by)) {
      throw new ZtokenError('user_field_unknown', { field: '/fields' })
    }
    if (!includes(field.write, by)) throw fault('user_field_read_only', field)
    return field
  }

  function changed(
    kept: UserFieldValues,
    changes: UserFieldChanges,
    by: UserFieldParty,
  ): UserFieldValues {
    const values = new Map(Object.entries(kept))
    for (const [name, value] of Object.entries(requireObject(changes))) {
      const field = requireWritable(name, by)
      if (value === null) {
        if (isMissing(field, by)) throw fault('user_field_required', field)
        values.delete(name)
      } else if (field.accepts(value)) values.set(name, value)
      else throw fault('user_field_invalid', field)
    }
    const after = Object.fromEntries([...values].sort(byName))
    if (!fitTogether(after)) {
      throw new ZtokenError('user_fields_too_large', { field: '/fields' })
    }
    return after
  }

  return {
    changed,
    begun(given = {}, by) {
      const values = changed({}, given, by)
      for (const field of fields.values()) {
        if (isMissing(field, by) && !Object.hasOwn(values, field.name)) {
          throw fault('user_field_required', field)
        }
      }
      return values
    },
    seenBy({ fields: kept = {} }, by) {
      if (all === null) return undefined
      const seen = all.flatMap((field): [string, UserFieldValues[string]][] => {
        if (!includes(field.read, by)) return []
        const value = Object.hasOwn(kept, field.name) ? kept[field.name] : undefined
        // What fitted the schema of before is shown to whoever can put it right.
        if (value !== undefined && (by === 'admin' || field.accepts(value)))
          return [[field.name, value]]
        return field.default === null ? [] : [[field.name, field.default]]
      })
      return Object.fromEntries(seen)
    },
    told(before, after) {
      const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (name) => before[name] !== after[name],
      )
      const closed = names.filter((name) => isClosed(fields.get(name)))
      const values = closed.flatMap((name) => [
        [toldName(name), String(after[name] ?? '')],
        [`${toldName(name)}_before`, String(before[name] ?? '')],
      ])
      return { names: names.sort().map(toldName), values: Object.fromEntries(values) }
    },
    toldOwner(detail) {
      const { fields: told } = detail
      if (told === undefined) return detail
      const seen = [...fields.values()].filter(({ read }) => read === 'self')
      const known = seen.map(({ name }) => toldName(name))
      const isTheirs = (name: string): boolean =>
        !name.startsWith(toldName('')) || known.includes(name)
      return { ...detail, fields: told.split(' ').filter(isTheirs).join(' ') }
    },
    described: (by) =>
      [...fields.values()]
        .filter(({ read }) => includes(read, by))
        .map(({ accepts: _, ...view }) => view),
  }
}

/** As the audit names it, beside `name` and `level`. */
function toldName(name: string): string {
  return `fields.${name}`
}

/** Administrators may what others may. */
function includes(party: UserFieldParty, by: UserFieldParty): boolean {
  return by === 'admin' || party === 'self'
}

/** True where somebody has to give it: what has a default is never missing. */
function isMissing(field: UserField, by: UserFieldParty): boolean {
  return by === 'self' && field.required && field.default === null
}

/**
 * True where a value is one of a few that the schema names, and whose it is may read it: they find
 * their audit in their export. What people write themselves is theirs, and goes with their account.
 */
function isClosed(field: UserField | undefined): boolean {
  if (field === undefined || field.read === 'admin') return false
  return field.type === 'boolean' || field.enum !== null
}

function requireObject(changes: UserFieldChanges): UserFieldChanges {
  if (typeof changes === 'object' && changes !== null && !Array.isArray(changes)) return changes
  throw new ZtokenError('user_field_invalid', { field: '/fields' })
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}

function fault(
  code: 'user_field_read_only' | 'user_field_invalid' | 'user_field_required',
  { name }: UserField,
): ZtokenError {
  return new ZtokenError(code, { field: `/fields/${name}`, data: { field: name } })
}
