import { idField, nullableText } from './fields.ts'
import type { Static } from './static.ts'

/**
 * What browsers and apps hand over, in the JSON form of WebAuthn level 3 (`toJSON()`). What later
 * levels add to it is let through and not looked at; who reads it bounds every text.
 */
const bytes = (maxLength: number) =>
  ({ type: 'string', minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' }) as const

/** At most 1023 bytes (WebAuthn §4). */
const credentialId = /* @__PURE__ */ bytes(1364)
const credentialType = { const: 'public-key' } as const

/** A passkey that was just made. */
export const newPasskeyField = {
  type: 'object',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: credentialId,
    rawId: credentialId,
    type: credentialType,
    response: {
      type: 'object',
      required: ['clientDataJSON', 'attestationObject'],
      properties: {
        clientDataJSON: /* @__PURE__ */ bytes(4096),
        attestationObject: /* @__PURE__ */ bytes(8192),
        transports: {
          type: 'array',
          maxItems: 16,
          items: { type: 'string', minLength: 1, maxLength: 32, pattern: '^[a-z-]+$' },
        },
      },
    },
  },
} as const

/** That somebody holds a passkey. */
export const shownPasskeyField = {
  type: 'object',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: credentialId,
    rawId: credentialId,
    type: credentialType,
    response: {
      type: 'object',
      required: ['clientDataJSON', 'authenticatorData', 'signature'],
      properties: {
        clientDataJSON: /* @__PURE__ */ bytes(4096),
        authenticatorData: /* @__PURE__ */ bytes(2048),
        signature: /* @__PURE__ */ bytes(1024),
        userHandle: { type: ['string', 'null'], maxLength: 86, pattern: '^[A-Za-z0-9_-]*$' },
      },
    },
  },
} as const

const descriptors = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['type', 'id'],
    properties: {
      type: credentialType,
      id: { type: 'string' },
      transports: { type: 'array', items: { type: 'string' } },
    },
  },
} as const

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const creationOptionsView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'challenge',
    'rp',
    'user',
    'pubKeyCredParams',
    'timeout',
    'attestation',
    'authenticatorSelection',
    'excludeCredentials',
  ],
  properties: {
    challenge: { type: 'string' },
    rp: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'name'],
      properties: { id: { type: 'string' }, name: { type: 'string' } },
    },
    user: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'name', 'displayName'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        displayName: { type: 'string' },
      },
    },
    pubKeyCredParams: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'alg'],
        properties: { type: credentialType, alg: { type: 'integer' } },
      },
    },
    /** Milliseconds. */
    timeout: { type: 'integer' },
    attestation: { const: 'none' },
    authenticatorSelection: {
      type: 'object',
      additionalProperties: false,
      required: ['residentKey', 'requireResidentKey', 'userVerification'],
      properties: {
        residentKey: { const: 'required' },
        requireResidentKey: { type: 'boolean' },
        userVerification: { const: 'required' },
      },
    },
    excludeCredentials: descriptors,
  },
} as const

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const requestOptionsView = {
  type: 'object',
  additionalProperties: false,
  required: ['challenge', 'rpId', 'timeout', 'userVerification', 'allowCredentials'],
  properties: {
    challenge: { type: 'string' },
    rpId: { type: 'string' },
    /** Milliseconds. */
    timeout: { type: 'integer' },
    userVerification: { const: 'required' },
    /** Empty: whoever signs in chooses among all that their device has. */
    allowCredentials: descriptors,
  },
} as const

/** A passkey, as its owner sees it. */
export const passkeyView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'created_at', 'used_at', 'synced', 'usable', 'credential_id', 'rp_id'],
  properties: {
    id: idField,
    name: { type: 'string' },
    created_at: { type: 'string' },
    /** Null until it is used for the first time. */
    used_at: nullableText,
    /** Kept by a password manager as well, and so on more than one device. */
    synced: { type: 'boolean' },
    /** False for one that was made under another domain. */
    usable: { type: 'boolean' },
    /** By which devices know it, for the Signal API. */
    credential_id: { type: 'string' },
    rp_id: { type: 'string' },
  },
} as const
export type PasskeyView = Static<typeof passkeyView>
