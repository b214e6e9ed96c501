import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'
import { type UserView, userView } from './ground/user.ts'
import type { Code } from './ground/words.ts'

export const avatarCodes = {
  image_invalid: {
    number: 4103,
    status: 400,
    zh: '图片无法识别，请使用 PNG、JPEG、WebP 或 GIF',
    en: 'The picture cannot be read; use PNG, JPEG, WebP or GIF',
  },
  image_too_large: {
    number: 4103,
    status: 400,
    zh: '图片尺寸过大',
    en: 'The picture has too many pixels or frames',
  },
} as const satisfies Readonly<Record<string, Code>>

/** Checked where it is known what there is. */
export const avatarParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'size'],
  properties: { id: { type: 'string' }, size: { type: 'string' } },
} as const
export type AvatarParams = Static<typeof avatarParams>

export const setAvatar: Call<undefined, UserView> = { method: 'PUT', path: '/v1/me/avatar' }
export const removeAvatar: Call<undefined, UserView> = { method: 'DELETE', path: '/v1/me/avatar' }
export const readAvatar: Call<AvatarParams, never> = {
  method: 'GET',
  path: '/v1/avatars/:id/:size.webp',
}

export const avatarOperations = {
  removeAvatar: /* @__PURE__ */ operation(removeAvatar, {
    access: 'callers',
    tag: 'me',
    data: userView,
    fails: ['not_found'],
    zh: '删除头像',
    en: "remove one's avatar",
  }),
  setAvatar: /* @__PURE__ */ operation(setAvatar, {
    access: 'callers',
    tag: 'me',
    takes: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
    data: userView,
    fails: ['image_invalid', 'image_too_large', 'too_many_requests', 'not_found'],
    zh: '上传头像',
    en: "set one's avatar",
  }),
  readAvatar: /* @__PURE__ */ operation(readAvatar, {
    access: 'anybody',
    tag: 'me',
    params: avatarParams,
    content: ['image/webp'],
    zh: '头像图片',
    en: 'the avatar of somebody',
  }),
} as const
