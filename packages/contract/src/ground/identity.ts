import type { Static } from './static.ts'

/** What an account is found by, as its owner sees it. */
export const identityView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'subject', 'verified_at', 'created_at'],
  properties: {
    /** Names it in a path. */
    id: { type: 'string' },
    kind: { type: 'string', enum: ['phone', 'email', 'username', 'wechat', 'oidc'] },
    /** A phone in E.164, an address or a name in small letters. */
    subject: { type: 'string' },
    /** Null: nobody has shown yet that it is theirs. */
    verified_at: { type: ['string', 'null'] },
    created_at: { type: 'string' },
  },
} as const
export type IdentityView = Static<typeof identityView>
