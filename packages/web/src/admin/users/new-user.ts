import { createUser, type ManagedUserView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import type { Values } from '../../user-fields/user-fields.ts'

/** What is entered of somebody new. */
export interface NewUser {
  readonly phone: string
  readonly name: string
  readonly roles: readonly string[]
}

export const nobodyYet: NewUser = { phone: '', name: '', roles: [] }

/** Adds somebody. Throws ZtokenError as `POST /v1/users` answers. */
export function addUser(
  client: AnyClient,
  { phone, name, roles }: NewUser,
  password: string,
  fields: Values,
): Promise<ManagedUserView> {
  const plainName = plainLine(name)
  return call(client, createUser, {
    phone: phone.trim(),
    password,
    ...(plainName !== '' && { name: plainName }),
    ...(roles.length > 0 && { roles: [...roles] }),
    ...(Object.keys(fields).length > 0 && { fields }),
  })
}

/** A line as the wire takes it: what was pasted may hold tabs and other controls. */
export function plainLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}

/** A password that nobody knows, not even whoever sets it: 256 random bits. */
export function unknownPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
