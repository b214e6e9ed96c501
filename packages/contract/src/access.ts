import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'

export const accessPermissions = {
  'access:read': {
    zh: '查看任一账号的角色与权限，并在吊销流中得知其变化',
    en: 'see what any account may do, and be told in the revocation feed when that changes',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

/** What an account may do, as the store knows it now; `user:*` stands for all of `user:…`. */
export const accessView = {
  type: 'object',
  additionalProperties: false,
  required: ['roles', 'permissions'],
  properties: {
    roles: { type: 'array', items: { type: 'string' } },
    /** Those of all the roles together. */
    permissions: { type: 'array', items: { type: 'string' } },
  },
} as const
export type AccessView = Static<typeof accessView>

export const readAccess: Call<IdParams, AccessView> = {
  method: 'GET',
  path: '/v1/users/:id/access',
}

export const accessOperations = {
  readAccess: /* @__PURE__ */ operation(readAccess, {
    access: 'access:read',
    tag: 'operation',
    params: idParams,
    data: accessView,
    zh: '一个账号的角色与权限，供其他服务的守卫查询',
    en: 'the roles and permissions of an account, for guards in other services',
  }),
} as const
