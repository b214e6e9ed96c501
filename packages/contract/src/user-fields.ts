import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { userFieldView } from './ground/user-fields.ts'
import type { Code } from './ground/words.ts'

export const userFieldsCodes = {
  user_field_unknown: {
    number: 4103,
    status: 400,
    zh: '没有这个资料字段',
    en: 'There is no such field',
  },
  user_field_invalid: {
    number: 4103,
    status: 400,
    zh: '填写的内容不符合要求',
    en: 'The value does not fit the field',
  },
  user_field_required: { number: 4103, status: 400, zh: '此项必填', en: 'The field is required' },
  user_field_read_only: {
    number: 4109,
    status: 403,
    zh: '此项只有管理员可以修改',
    en: 'Only administrators may change the field',
  },
  user_fields_too_large: {
    number: 4103,
    status: 400,
    zh: '自定义资料的内容过多',
    en: 'The fields are too large together',
  },
} as const satisfies Readonly<Record<string, Code>>

export const describedUserFieldsView = {
  type: 'object',
  additionalProperties: false,
  required: ['fields'],
  properties: { fields: { type: 'array', items: userFieldView } },
} as const
export type DescribedUserFieldsView = Static<typeof describedUserFieldsView>

export const readUserFields: Call<undefined, DescribedUserFieldsView> = {
  method: 'GET',
  path: '/v1/user-fields',
}

export const userFieldsOperations = {
  readUserFields: /* @__PURE__ */ operation(readUserFields, {
    access: 'user:read',
    tag: 'users',
    data: describedUserFieldsView,
    zh: '自定义资料字段的定义，含仅管理员可见的',
    en: "the application's own fields of a user, with those for administrators alone",
  }),
} as const
