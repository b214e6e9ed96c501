import { idField } from './ground/fields.ts'
import { identityView } from './ground/identity.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const accountMergeCodes = {
  merge_same_account: {
    number: 4103,
    status: 409,
    zh: '两个账号是同一个，无需合并',
    en: 'The two accounts are one and the same',
  },
  merge_banned: {
    number: 4103,
    status: 409,
    zh: '被封禁的账号不能合并',
    en: 'An account that is banned cannot be merged',
  },
} as const satisfies Readonly<Record<string, Code>>

export const accountMergePermissions = {
  'user:merge': {
    zh: '把一个人的两个账号合并为一个',
    en: 'make one account of two that are one person’s',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const accountMergeEvents = {
  user_merged: {
    title: { zh: '合并账号', en: 'Accounts merged' },
    meaning: {
      zh: '两个账号合并为一个，两边各有一条：保留的账号 detail.from 是并入的账号 ID，并入的账号 detail.into 是保留的账号 ID',
      en: 'two accounts became one, with an entry for each: detail.from is the account that came to the kept one, detail.into the one that an account went to',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const mergeUsersBody = {
  type: 'object',
  additionalProperties: false,
  required: ['from'],
  properties: {
    /** The id of the account that goes. */
    from: idField,
    /** True: says what would happen, and nothing does. */
    dry_run: { type: 'boolean' },
  },
} as const
export type MergeUsersBody = Static<typeof mergeUsersBody>

const roleNames = { type: 'array', items: { type: 'string' } } as const

/** What a merge comes to. */
export const mergeView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'dry_run',
    'kept_id',
    'gone_id',
    'moved',
    'released',
    'profile',
    'roles_gained',
    'roles_lost',
    'sessions_ended',
  ],
  properties: {
    dry_run: { type: 'boolean' },
    kept_id: { type: 'string' },
    gone_id: { type: 'string' },
    /** What the kept account is found by from now on as well. */
    moved: { type: 'array', items: identityView },
    /** What could have been proven and never was: it is nobody's afterwards. */
    released: { type: 'array', items: identityView },
    /** What of the profile goes over, since the kept account has none. */
    profile: {
      type: 'array',
      items: { type: 'string', enum: ['name', 'head_portrait', 'intro', 'fields'] },
    },
    roles_gained: roleNames,
    roles_lost: roleNames,
    sessions_ended: { type: 'integer' },
  },
} as const
export type MergeView = Static<typeof mergeView>

export const mergeUsers: Call<IdParams & MergeUsersBody, MergeView> = {
  method: 'POST',
  path: '/v1/users/:id/merge',
}

export const accountMergeOperations = {
  mergeUsers: /* @__PURE__ */ operation(mergeUsers, {
    access: 'user:merge',
    tag: 'users',
    params: idParams,
    body: mergeUsersBody,
    data: mergeView,
    fails: ['merge_same_account', 'merge_banned', 'step_up_required', 'conflict'],
    zh: '把另一个账号并入这个账号',
    en: 'merge another account into this one',
  }),
} as const
