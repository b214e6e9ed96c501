import { instantField } from './ground/fields.ts'
import { type ManagedUserView, managedUserView } from './ground/managed-user.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const bansCodes = {
  user_banned: { number: 4107, status: 403, zh: '账号已被封禁', en: 'The account is banned' },
} as const satisfies Readonly<Record<string, Code>>

export const bansPermissions = {
  'user:ban': { zh: '封禁与解封用户', en: 'ban users and lift bans' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const bansEvents = {
  user_banned: {
    title: { zh: '封禁用户', en: 'User banned' },
    meaning: {
      zh: '用户被封禁，令牌立即失效；detail 有原因和期限',
      en: 'a user was banned, at once; detail has the reason and the end',
    },
  },
  user_unbanned: {
    title: { zh: '解封用户', en: 'Ban lifted' },
    meaning: { zh: '用户解封', en: 'a ban was lifted' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const banBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    /** When it ends by itself; left out or null: not before it is lifted. */
    until: { anyOf: [instantField, { type: 'null' }] },
    reason: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    },
  },
} as const
export type BanBody = Static<typeof banBody>

/** What somebody is told of their ban: the `data` of `user_banned`, after the right password. */
export type BanNotice = Pick<NonNullable<ManagedUserView['ban']>, 'until' | 'reason'>

export const banUser: Call<IdParams & BanBody, ManagedUserView> = {
  method: 'PUT',
  path: '/v1/users/:id/ban',
}
export const unbanUser: Call<IdParams, ManagedUserView> = {
  method: 'DELETE',
  path: '/v1/users/:id/ban',
}

export const bansOperations = {
  banUser: /* @__PURE__ */ operation(banUser, {
    access: 'user:ban',
    tag: 'users',
    params: idParams,
    body: banBody,
    data: managedUserView,
    fails: ['step_up_required', 'last_administrator', 'conflict'],
    zh: '封禁',
    en: 'ban a user',
  }),
  unbanUser: /* @__PURE__ */ operation(unbanUser, {
    access: 'user:ban',
    tag: 'users',
    params: idParams,
    data: managedUserView,
    fails: ['step_up_required', 'conflict'],
    zh: '解封',
    en: 'lift a ban',
  }),
} as const
