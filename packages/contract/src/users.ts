import {
  booleanField,
  cursorField,
  instantField,
  introField,
  limitField,
  nameField,
  nullableText,
  passwordField,
  phoneField,
  roleField,
  rolesField,
} from './ground/fields.ts'
import { type ManagedUserView, managedUserView } from './ground/managed-user.ts'
import { settingPassword } from './ground/new-password.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import { newUserFieldsBody, userFieldsBody } from './ground/user-fields.ts'
import { userTotal } from './ground/user-total.ts'
import type { EventWords } from './ground/words.ts'

export const usersPermissions = {
  'user:read': {
    zh: '查看用户的资料、角色与封禁状态',
    en: 'see users: profile, roles and ban',
  },
  'user:create': { zh: '创建用户', en: 'add users' },
  'user:edit': { zh: '修改用户的资料与等级', en: 'change the profile and the level of users' },
  'user:delete': { zh: '删除用户', en: 'delete users' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const usersEvents = {
  user_created: {
    title: { zh: '新建用户', en: 'User added' },
    meaning: {
      zh: '管理员或程序新建了用户',
      en: 'an administrator or the application added a user',
    },
  },
  user_updated: {
    title: { zh: '修改用户', en: 'User changed' },
    meaning: {
      zh: '用户的资料、等级或角色变了；detail.fields 是改了哪些，昵称、等级、角色，以及布尔和枚举的自定义字段，还有改前（…_before）和改后的值',
      en: 'profile, level or roles of a user changed; detail.fields names which, and of name, level, roles and own fields of a list or a yes and no it holds the value and, as …_before, the one before',
    },
  },
  user_deleted: {
    title: { zh: '注销账号', en: 'Account deleted' },
    meaning: {
      zh: '账号被本人注销或被管理员删除，它的令牌全部失效',
      en: 'an account is gone, and every token of it',
    },
  },
  user_imported: {
    title: { zh: '导入用户', en: 'User imported' },
    meaning: { zh: '从别的程序导入了用户', en: 'a user was taken over from another application' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const userOrders = ['id', 'newest', 'oldest', 'last_sign_in'] as const

export const usersQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: cursorField,
    limit: limitField,
    /** A part of the name, or how the phone, e-mail address, username or id begins, or the phone ends. */
    search: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\u0000]*$' },
    /** By id unless said. By the last sign-in only those are listed who have signed in. */
    order: { type: 'string', enum: userOrders },
    /** Whether a ban holds now. */
    banned: booleanField,
    role: roleField,
    /** Whether they have shown that something they are found by is theirs. */
    verified: booleanField,
    /** Made from this moment on, and before that one. */
    created_from: instantField,
    created_until: instantField,
  },
} as const
export type UsersQuery = Static<typeof usersQuery>

export const createUserBody = {
  type: 'object',
  additionalProperties: false,
  required: ['phone', 'password'],
  properties: {
    phone: phoneField,
    password: passwordField,
    name: nameField,
    roles: rolesField,
    fields: newUserFieldsBody,
  },
} as const
export type CreateUserBody = Static<typeof createUserBody>

export const updateUserBody = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: nameField,
    intro: introField,
    level: { type: ['integer', 'null'], minimum: -2147483648, maximum: 2147483647 },
    roles: rolesField,
    fields: userFieldsBody,
  },
} as const
export type UpdateUserBody = Static<typeof updateUserBody>

/** Somebody in a list. */
export const listedUserView = /* @__PURE__ */ both(managedUserView, {
  type: 'object',
  additionalProperties: false,
  required: ['last_sign_in_at'],
  properties: { last_sign_in_at: nullableText },
} as const)
export type ListedUserView = Static<typeof listedUserView>

/**
 * A page; `next` goes into `after` for the one that follows, null at the end. Where few fit among
 * many, a page may hold fewer than were asked for, or nobody, and still have a `next`.
 */
export const usersView = {
  type: 'object',
  additionalProperties: false,
  required: ['users', 'total', 'next'],
  properties: {
    users: { type: 'array', items: listedUserView },
    /** How many fit in all, on the first page. */
    total: { anyOf: [userTotal, { type: 'null' }] },
    next: nullableText,
  },
} as const
export type UsersView = Static<typeof usersView>

export const listUsers: Call<UsersQuery, UsersView> = { method: 'GET', path: '/v1/users' }
export const createUser: Call<CreateUserBody, ManagedUserView> = {
  method: 'POST',
  path: '/v1/users',
}
export const readUser: Call<IdParams, ManagedUserView> = { method: 'GET', path: '/v1/users/:id' }
export const updateUser: Call<IdParams & UpdateUserBody, ManagedUserView> = {
  method: 'PATCH',
  path: '/v1/users/:id',
}
/** The same for clients that have no PATCH: what is left out stays as it is. */
export const putUser: Call<IdParams & UpdateUserBody, ManagedUserView> = {
  method: 'PUT',
  path: '/v1/users/:id',
}
export const deleteUser: Call<IdParams> = { method: 'DELETE', path: '/v1/users/:id' }

const changingUser = {
  access: 'user:edit',
  tag: 'users',
  params: idParams,
  body: updateUserBody,
  data: managedUserView,
  fails: ['role_unknown', 'last_administrator', 'step_up_required', 'conflict'],
  zh: '修改用户',
  en: 'change a user',
} as const

export const usersOperations = {
  listUsers: /* @__PURE__ */ operation(listUsers, {
    access: 'user:read',
    tag: 'users',
    query: usersQuery,
    data: usersView,
    zh: '用户列表与搜索',
    en: 'list and search users',
  }),
  createUser: /* @__PURE__ */ operation(createUser, {
    access: 'user:create',
    tag: 'users',
    body: createUserBody,
    data: managedUserView,
    fails: /* @__PURE__ */ settingPassword(
      'phone_invalid',
      'phone_taken',
      'role_unknown',
      'step_up_required',
      'conflict',
    ),
    zh: '新建用户',
    en: 'add a user',
  }),
  readUser: /* @__PURE__ */ operation(readUser, {
    access: 'user:read',
    tag: 'users',
    params: idParams,
    data: managedUserView,
    zh: '用户详情',
    en: 'one user',
  }),
  updateUser: /* @__PURE__ */ operation(updateUser, changingUser),
  putUser: /* @__PURE__ */ operation(putUser, changingUser),
  deleteUser: /* @__PURE__ */ operation(deleteUser, {
    access: 'user:delete',
    tag: 'users',
    params: idParams,
    fails: ['last_administrator', 'step_up_required', 'conflict'],
    zh: '删除用户',
    en: 'delete a user',
  }),
} as const
