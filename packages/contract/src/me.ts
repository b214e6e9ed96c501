import { introField, nameField } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { type UserView, userView } from './ground/user.ts'
import { userFieldsBody } from './ground/user-fields.ts'
import type { Code } from './ground/words.ts'

export const meCodes = {
  account_deleted: { number: 4101, status: 401, zh: '账号已注销', en: 'The account was deleted' },
} as const satisfies Readonly<Record<string, Code>>

export const updateMeBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { name: nameField, intro: introField, fields: userFieldsBody },
} as const
export type UpdateMeBody = Static<typeof updateMeBody>

/** What one may do, by the roles one has at this moment; `user:*` stands for all of `user:…`. */
export const permissionsView = {
  type: 'object',
  additionalProperties: false,
  required: ['permissions'],
  properties: { permissions: { type: 'array', items: { type: 'string' } } },
} as const
export type PermissionsView = Static<typeof permissionsView>

export const readMe: Call<undefined, UserView> = { method: 'GET', path: '/v1/me' }
export const updateMe: Call<UpdateMeBody, UserView> = { method: 'PATCH', path: '/v1/me' }
/** The same for clients that have no PATCH, mini programs say: what is left out stays as it is. */
export const putMe: Call<UpdateMeBody, UserView> = { method: 'PUT', path: '/v1/me' }
export const deleteMe: Call = { method: 'DELETE', path: '/v1/me' }
export const readPermissionsHeld: Call<undefined, PermissionsView> = {
  method: 'GET',
  path: '/v1/me/permissions',
}

const changingMe = {
  access: 'callers',
  tag: 'me',
  body: updateMeBody,
  data: userView,
  zh: '修改自己的资料',
  en: "change one's profile",
} as const

export const meOperations = {
  readMe: /* @__PURE__ */ operation(readMe, {
    access: 'callers',
    tag: 'me',
    data: userView,
    zh: '自己的账号',
    en: "one's own account",
  }),
  updateMe: /* @__PURE__ */ operation(updateMe, changingMe),
  putMe: /* @__PURE__ */ operation(putMe, changingMe),
  deleteMe: /* @__PURE__ */ operation(deleteMe, {
    access: 'callers',
    tag: 'me',
    fails: ['step_up_required', 'last_administrator'],
    zh: '注销自己的账号',
    en: "delete one's own account",
  }),
  readPermissionsHeld: /* @__PURE__ */ operation(readPermissionsHeld, {
    access: 'callers',
    tag: 'me',
    data: permissionsView,
    zh: '自己的权限',
    en: 'what one may do',
  }),
} as const
