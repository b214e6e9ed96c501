import { permissionField, roleField } from './ground/fields.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import { userTotal } from './ground/user-total.ts'
import type { Code, EventWords } from './ground/words.ts'

export const rolesCodes = {
  role_unknown: { number: 4103, status: 400, zh: '角色不存在', en: 'There is no such role' },
  last_administrator: {
    number: 4109,
    status: 409,
    zh: '至少要保留一位拥有全部权限的管理员',
    en: 'Somebody has to remain who may do everything',
  },
} as const satisfies Readonly<Record<string, Code>>

export const rolesPermissions = {
  'role:read': { zh: '查看角色', en: 'see roles' },
  'role:edit': {
    zh: '新建、修改与删除角色（不超出自己的权限和角色）',
    en: 'make, change and delete roles, within the roles and permissions one has',
  },
  'role:assign': {
    zh: '为用户分配角色（不超出自己的权限和角色）',
    en: 'give roles to users, within the roles and permissions one has',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const rolesEvents = {
  role_changed: {
    title: { zh: '新建或修改角色', en: 'Role made or changed' },
    meaning: { zh: '角色新建或权限变了', en: 'a role was made, or what it holds changed' },
  },
  role_deleted: {
    title: { zh: '删除角色', en: 'Role removed' },
    meaning: { zh: '角色删除了', en: 'a role was removed' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const roleParams = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: roleField },
} as const
export type RoleParams = Static<typeof roleParams>

export const roleBody = {
  type: 'object',
  additionalProperties: false,
  required: ['permissions'],
  properties: {
    permissions: { type: 'array', items: permissionField, maxItems: 128, uniqueItems: true },
  },
} as const
export type RoleBody = Static<typeof roleBody>

export const roleView = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'permissions'],
  properties: {
    name: { type: 'string' },
    permissions: { type: 'array', items: { type: 'string' } },
  },
} as const
export type RoleView = Static<typeof roleView>

/** `include=holders`: with how many users have each. */
export const rolesQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { include: { type: 'string', enum: ['holders'] } },
} as const
export type RolesQuery = Static<typeof rolesQuery>

/** A role in the list; `holders` where they were asked for. Many are not counted for a request. */
export const listedRoleView = /* @__PURE__ */ both(roleView, {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: { holders: userTotal },
} as const)
export type ListedRoleView = Static<typeof listedRoleView>

export const rolesView = {
  type: 'object',
  additionalProperties: false,
  required: ['roles'],
  properties: { roles: { type: 'array', items: listedRoleView } },
} as const
export type RolesView = Static<typeof rolesView>

export const listRoles: Call<RolesQuery, RolesView> = {
  method: 'GET',
  path: '/v1/roles',
}
export const putRole: Call<RoleParams & RoleBody, RoleView> = {
  method: 'PUT',
  path: '/v1/roles/:name',
}
export const deleteRole: Call<RoleParams> = { method: 'DELETE', path: '/v1/roles/:name' }

export const rolesOperations = {
  listRoles: /* @__PURE__ */ operation(listRoles, {
    access: 'role:read',
    tag: 'roles',
    query: rolesQuery,
    data: rolesView,
    zh: '角色列表',
    en: 'list roles',
  }),
  putRole: /* @__PURE__ */ operation(putRole, {
    access: 'role:edit',
    tag: 'roles',
    params: roleParams,
    body: roleBody,
    data: roleView,
    fails: ['step_up_required', 'last_administrator', 'conflict'],
    zh: '新建或修改角色',
    en: 'make or change a role',
  }),
  deleteRole: /* @__PURE__ */ operation(deleteRole, {
    access: 'role:edit',
    tag: 'roles',
    params: roleParams,
    fails: ['step_up_required', 'last_administrator', 'conflict'],
    zh: '删除角色',
    en: 'delete a role',
  }),
} as const
