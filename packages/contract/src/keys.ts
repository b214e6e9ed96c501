import { nullableText } from './ground/fields.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import type { EventWords } from './ground/words.ts'

export const keysPermissions = {
  'key:read': { zh: '查看签名密钥', en: 'see the signing keys' },
  'key:rotate': { zh: '轮换与吊销签名密钥', en: 'rotate and revoke signing keys' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const keysEvents = {
  key_rotated: {
    title: { zh: '轮换密钥', en: 'Signing key rotated' },
    meaning: { zh: '签名密钥轮换了', en: 'the signing key was rotated' },
  },
  key_revoked: {
    title: { zh: '吊销密钥', en: 'Signing key revoked' },
    meaning: { zh: '签名密钥被吊销', en: 'a signing key was revoked' },
  },
} as const satisfies Readonly<Record<string, EventWords>>

export const keyView = {
  type: 'object',
  additionalProperties: false,
  required: ['kid', 'state', 'created_at', 'activates_at', 'retires_at'],
  properties: {
    kid: { type: 'string' },
    state: { type: 'string', enum: ['next', 'active', 'retired'] },
    created_at: { type: 'string' },
    activates_at: { type: 'string' },
    retires_at: nullableText,
  },
} as const
export type KeyView = Static<typeof keyView>

export const keysView = {
  type: 'object',
  additionalProperties: false,
  required: ['keys'],
  properties: { keys: { type: 'array', items: keyView } },
} as const
export type KeysView = Static<typeof keysView>

export const kidParams = {
  type: 'object',
  additionalProperties: false,
  required: ['kid'],
  properties: { kid: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
} as const
export type KidParams = Static<typeof kidParams>

/** A body may be left out. */
export const keyRotationBody = {
  type: ['object', 'null'],
  additionalProperties: false,
  /** True: without waiting until every verifier knows the key. */
  properties: { immediately: { type: 'boolean' } },
} as const
export interface KeyRotationBody {
  readonly immediately?: boolean
}

/**
 * What rotating or revoking has made of the keys. `activated_at_once`: the key that issues without
 * having been published first; verifiers elsewhere may refuse its tokens as long as they keep the
 * JWKS.
 */
export const keyChangeView = /* @__PURE__ */ both(keysView, {
  type: 'object',
  additionalProperties: false,
  required: ['activated_at_once'],
  properties: { activated_at_once: nullableText },
} as const)
export type KeyChangeView = Static<typeof keyChangeView>

export const readJwks: Call<undefined, never> = { method: 'GET', path: '/.well-known/jwks.json' }
export const listKeys: Call<undefined, KeysView> = { method: 'GET', path: '/v1/keys' }
export const rotateKeys: Call<KeyRotationBody | null, KeyChangeView> = {
  method: 'POST',
  path: '/v1/keys/rotation',
}
export const revokeKey: Call<KidParams, KeyChangeView> = { method: 'DELETE', path: '/v1/keys/:kid' }

export const keysOperations = {
  readJwks: /* @__PURE__ */ operation(readJwks, {
    access: 'anybody',
    tag: 'operation',
    content: ['application/jwk-set+json'],
    zh: '公钥',
    en: 'the public keys',
  }),
  listKeys: /* @__PURE__ */ operation(listKeys, {
    access: 'key:read',
    tag: 'keys',
    data: keysView,
    fails: ['not_found'],
    zh: '签名密钥',
    en: 'the signing keys',
  }),
  rotateKeys: /* @__PURE__ */ operation(rotateKeys, {
    access: 'key:rotate',
    tag: 'keys',
    body: keyRotationBody,
    data: keyChangeView,
    fails: ['step_up_required', 'not_found', 'conflict'],
    zh: '轮换签名密钥',
    en: 'rotate the signing keys',
  }),
  revokeKey: /* @__PURE__ */ operation(revokeKey, {
    access: 'key:rotate',
    tag: 'keys',
    params: kidParams,
    data: keyChangeView,
    fails: ['step_up_required', 'conflict'],
    zh: '吊销签名密钥',
    en: 'revoke a signing key',
  }),
} as const
