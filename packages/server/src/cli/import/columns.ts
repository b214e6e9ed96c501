import { CommandError } from '../terminal.ts'
import type { OwnField } from './own-fields.ts'

/** What a row may say of somebody. */
export type Field = UsualField | OwnField

type UsualField =
  | 'id'
  | 'phone'
  | 'email'
  | 'username'
  | 'password'
  | 'name'
  | 'avatar'
  | 'intro'
  | 'level'
  | 'created_at'

/** What is taken over of somebody, with the names under which applications keep it. */
const usual: Readonly<Record<UsualField, readonly string[]>> = {
  id: ['id', 'user_id', 'uid'],
  phone: [
    'phone',
    'mobile',
    'phone_number',
    'mobile_phone',
    'mobile_number',
    'phone_no',
    'phone_num',
    'cellphone',
    'cell_phone',
    'telephone',
    'tel',
  ],
  email: ['email', 'email_address', 'mail'],
  username: ['username', 'login', 'login_name', 'account'],
  password: [
    'password_hash',
    'password',
    'passwd',
    'pwd',
    'encrypted_password',
    'hashed_password',
    'password_digest',
    'pwd_hash',
    'pw_hash',
    'user_password',
  ],
  name: ['name', 'nickname', 'nick', 'real_name', 'display_name', 'full_name'],
  avatar: ['head_portrait', 'avatar', 'avatar_url', 'head_img', 'portrait'],
  intro: ['intro', 'introduction', 'bio', 'signature'],
  level: ['level'],
  created_at: [
    'created_at',
    'create_time',
    'created_time',
    'created_on',
    'created',
    'date_joined',
    'gmt_create',
    'create_date',
    'register_time',
    'registered_at',
    'reg_time',
    'joined_at',
    'add_time',
  ],
}

export const fields: readonly UsualField[] = Object.keys(usual) as UsualField[]

/** By which column each field is read. */
export type Mapping = ReadonlyMap<Field, string>

/**
 * Usual names first, then as the operator says: `phone=mobile,name=-` (`-`: not at all). The
 * application's own fields have the names that our own export gives them.
 */
export function mappingOf(
  columns: readonly string[],
  wishes: string | undefined,
  own: readonly OwnField[],
): Mapping {
  const mapping = new Map<Field, string>()
  const all: readonly Field[] = [...fields, ...own]
  const names = new Map<Field, readonly string[]>(Object.entries(usual) as [Field, string[]][])
  for (const field of all) {
    const known = (names.get(field) ?? [field]).map(bare)
    const found = known.flatMap((name) => columns.filter((column) => bare(column) === name))
    if (found[0] !== undefined) mapping.set(field, found[0])
  }
  for (const wish of (wishes ?? '').split(',').filter((text) => text.trim() !== '')) {
    const [name = '', column = '', ...rest] = wish.split('=').map((text) => text.trim())
    const field = all.find(
      (one) => bare(one) === bare(name.replace(/^password_?hash$/i, 'password')),
    )
    if (field === undefined || column === '' || rest.length > 0) {
      throw new CommandError(
        `--columns ${wish}: write field=column, field one of ${all.join(', ')}`,
      )
    }
    if (column === '-') mapping.delete(field)
    else mapping.set(field, requireColumn(columns, column, '--columns'))
  }
  return mapping
}

/** The column as it is written there, compared without case. Throws CommandError. */
export function requireColumn(columns: readonly string[], name: string, option: string): string {
  const same = columns.filter((column) => column.toLowerCase() === name.toLowerCase())
  const found = columns.find((column) => column === name) ?? same[0]
  if (found !== undefined) return found
  throw new CommandError(`${option}: there is no column ${name}; there are ${columns.join(', ')}`)
}

const restricting =
  /^(in)?(active|activated|valid)$|^(de|dis|en)(activate|activated|able|abled)$|^(status|state|del|delete|deleted|removed|archived|lock|locked|ban|banned|frozen|freeze|forbid|forbidden|block|blocked|suspend|suspended|blacklist|blacklisted|approved|expire|expires|expired|expiry|expiration)$/

/** True for a name that says that somebody may not, or no longer, sign in. */
export function isRestricting(column: string): boolean {
  const words = column
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (words.includes('last')) return false
  const joined = words.join('').replace(/^(is|user|account)+|(flag|at|time|date|on|until)$/g, '')
  return [...words, joined].some((word) => restricting.test(word))
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
