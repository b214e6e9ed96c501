import { deviceField, deviceKindField, nameField } from './ground/fields.ts'
import { type GrantView, grantView } from './ground/grant.ts'
import { both } from './ground/object.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import {
  creationOptionsView,
  newPasskeyField,
  passkeyView,
  requestOptionsView,
  shownPasskeyField,
} from './ground/passkey.ts'
import type { Static } from './ground/static.ts'
import { rememberField, transportField } from './ground/transport.ts'
import type { Code, EventWords } from './ground/words.ts'

export { type PasskeyView, passkeyView } from './ground/passkey.ts'

export const passkeysCodes = {
  passkey_wrong: {
    number: 4103,
    status: 401,
    refusesNoToken: true,
    zh: '通行密钥验证失败，请重试或换一种方式',
    en: 'The passkey could not be verified; try again, or another way',
  },
  passkeys_unavailable: {
    number: 4103,
    status: 400,
    zh: '此处不能使用通行密钥',
    en: 'Passkeys cannot be used here',
  },
  passkeys_full: {
    number: 4103,
    status: 409,
    zh: '通行密钥过多，请先移除不用的',
    en: 'There are too many passkeys; remove one first',
  },
} as const satisfies Readonly<Record<string, Code>>

export const passkeysEvents = {
  passkey_counter_fell: {
    title: { zh: '通行密钥计数倒退', en: 'Passkey counter fell' },
    meaning: {
      zh: '通行密钥的计数没有增加，可能被复制，已拒绝',
      en: 'the counter of a passkey did not rise, so it may have been copied: it was refused',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** What `navigator.credentials.create()` gave, as `toJSON()` writes it. */
export type NewPasskey = Static<typeof newPasskeyField>
/** What `navigator.credentials.get()` gave, as `toJSON()` writes it. */
export type ShownPasskey = Static<typeof shownPasskeyField>
/** What a passkey is made with, in WebAuthn's own JSON. */
export type PasskeyCreation = Static<typeof creationOptionsView>
/** What a passkey is asked for with, in WebAuthn's own JSON. */
export type PasskeyRequest = Static<typeof requestOptionsView>

const ticketField = { type: 'string', minLength: 1, maxLength: 512 } as const

export const beginPasskeyLoginBody = {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: {
    /** What `factor_required` gave; left out: somebody signs in by the passkey alone. */
    ticket: ticketField,
  },
} as const
export type BeginPasskeyLoginBody = Static<typeof beginPasskeyLoginBody>

export const passkeyLoginBody = {
  type: 'object',
  additionalProperties: false,
  required: ['credential'],
  properties: {
    credential: shownPasskeyField,
    ticket: ticketField,
    /** With a ticket: on this device no second factor is asked for during the next 30 days. */
    trust_device: { type: 'boolean' },
    device: deviceField,
    device_kind: deviceKindField,
    transport: transportField,
    remember: rememberField,
  },
} as const
export type PasskeyLoginBody = Static<typeof passkeyLoginBody>

export const addPasskeyBody = {
  type: 'object',
  additionalProperties: false,
  required: ['credential', 'name'],
  properties: {
    credential: newPasskeyField,
    /** By which its owner knows it again. */
    name: nameField,
    transport: transportField,
  },
} as const
export type AddPasskeyBody = Static<typeof addPasskeyBody>

export const beginPasskeyWithTicketBody = {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: {
    /** What `factor_enrolment_required` gave. */
    ticket: ticketField,
  },
} as const
export type BeginPasskeyWithTicketBody = Static<typeof beginPasskeyWithTicketBody>

/** Without a spread, which bundlers keep for whoever needs the path alone. */
export const addPasskeyWithTicketBody = /* @__PURE__ */ both(addPasskeyBody, {
  type: 'object',
  additionalProperties: false,
  required: ['ticket'],
  properties: { ticket: ticketField, remember: rememberField },
} as const)
export type AddPasskeyWithTicketBody = Static<typeof addPasskeyWithTicketBody>

export const verifyPasskeyBody = {
  type: 'object',
  additionalProperties: false,
  required: ['credential'],
  properties: { credential: shownPasskeyField, transport: transportField },
} as const
export type VerifyPasskeyBody = Static<typeof verifyPasskeyBody>

export const renamePasskeyBody = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: nameField },
} as const
export type RenamePasskeyInput = IdParams & Static<typeof renamePasskeyBody>

export const passkeyCreationView = {
  type: 'object',
  additionalProperties: false,
  required: ['options'],
  properties: { options: creationOptionsView },
} as const
export type PasskeyCreationView = Static<typeof passkeyCreationView>

export const passkeyRequestView = {
  type: 'object',
  additionalProperties: false,
  required: ['options'],
  properties: { options: requestOptionsView },
} as const
export type PasskeyRequestView = Static<typeof passkeyRequestView>

export const passkeysView = {
  type: 'object',
  additionalProperties: false,
  required: ['passkeys'],
  properties: { passkeys: { type: 'array', items: passkeyView } },
} as const
export type PasskeysView = Static<typeof passkeysView>

export const beginPasskeyLogin: Call<BeginPasskeyLoginBody, PasskeyRequestView> = {
  method: 'POST',
  path: '/v1/passkeys/login/options',
}
export const loginWithPasskey: Call<PasskeyLoginBody, GrantView> = {
  method: 'POST',
  path: '/v1/passkeys/login',
}
export const beginPasskeyVerification: Call<undefined, PasskeyRequestView> = {
  method: 'POST',
  path: '/v1/passkeys/verify/options',
}
export const verifyWithPasskey: Call<VerifyPasskeyBody, GrantView> = {
  method: 'POST',
  path: '/v1/passkeys/verify',
}
export const beginPasskey: Call<undefined, PasskeyCreationView> = {
  method: 'POST',
  path: '/v1/me/passkeys/options',
}
export const addPasskey: Call<AddPasskeyBody, GrantView> = {
  method: 'POST',
  path: '/v1/me/passkeys',
}
export const beginPasskeyWithTicket: Call<BeginPasskeyWithTicketBody, PasskeyCreationView> = {
  method: 'POST',
  path: '/v1/login/enrolment/passkey',
}
export const addPasskeyWithTicket: Call<AddPasskeyWithTicketBody, GrantView> = {
  method: 'POST',
  path: '/v1/login/enrolment/passkey/confirm',
}
export const listPasskeys: Call<undefined, PasskeysView> = {
  method: 'GET',
  path: '/v1/me/passkeys',
}
export const renamePasskey: Call<RenamePasskeyInput> = {
  method: 'PATCH',
  path: '/v1/me/passkeys/:id',
}
export const readPasskeyOrigins: Call<undefined, never> = {
  method: 'GET',
  path: '/.well-known/webauthn',
}

export const passkeysOperations = {
  beginPasskeyLogin: /* @__PURE__ */ operation(beginPasskeyLogin, {
    access: 'anybody',
    tag: 'login',
    body: beginPasskeyLoginBody,
    data: passkeyRequestView,
    fails: ['passkeys_unavailable', 'factor_ticket_invalid', 'too_many_requests'],
    zh: '开始用通行密钥登录，对所有人回答相同；带 ticket 时作为二次验证',
    en: 'begin to sign in with a passkey, alike for everybody; with a ticket, as the second factor',
  }),
  loginWithPasskey: /* @__PURE__ */ operation(loginWithPasskey, {
    access: 'anybody',
    tag: 'login',
    body: passkeyLoginBody,
    data: grantView,
    fails: [
      'passkey_wrong',
      'passkeys_unavailable',
      'factor_ticket_invalid',
      'user_banned',
      'refused',
      'too_many_sessions',
    ],
    zh: '用通行密钥登录，或完成二次验证',
    en: 'sign in with a passkey, or show it as the second factor',
  }),
  beginPasskeyVerification: /* @__PURE__ */ operation(beginPasskeyVerification, {
    access: 'callers',
    tag: 'login',
    data: passkeyRequestView,
    fails: ['passkeys_unavailable', 'step_up_required', 'factor_missing'],
    zh: '开始用通行密钥再次验证身份',
    en: 'begin to show once more who one is, with a passkey',
  }),
  verifyWithPasskey: /* @__PURE__ */ operation(verifyWithPasskey, {
    access: 'callers',
    tag: 'login',
    body: verifyPasskeyBody,
    data: grantView,
    fails: ['passkey_wrong', 'passkeys_unavailable', 'step_up_required'],
    zh: '用通行密钥再次验证身份',
    en: 'show once more who one is, with a passkey',
  }),
  beginPasskey: /* @__PURE__ */ operation(beginPasskey, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    data: passkeyCreationView,
    fails: ['passkeys_unavailable', 'passkeys_full', 'identity_unproven'],
    zh: '开始添加通行密钥',
    en: 'begin to add a passkey',
  }),
  addPasskey: /* @__PURE__ */ operation(addPasskey, {
    access: 'callers',
    stepUp: {},
    tag: 'me',
    body: addPasskeyBody,
    data: grantView,
    fails: [
      'passkey_wrong',
      'passkeys_unavailable',
      'passkeys_full',
      'identity_unproven',
      'conflict',
    ],
    zh: '添加通行密钥',
    en: 'add a passkey',
  }),
  beginPasskeyWithTicket: /* @__PURE__ */ operation(beginPasskeyWithTicket, {
    access: 'anybody',
    tag: 'login',
    body: beginPasskeyWithTicketBody,
    data: passkeyCreationView,
    fails: ['passkeys_unavailable', 'factor_ticket_invalid', 'identity_unproven'],
    zh: '必须开启二次验证的账号，在登录途中开始添加通行密钥',
    en: 'begin to add a passkey on the way in, where a second factor is required',
  }),
  addPasskeyWithTicket: /* @__PURE__ */ operation(addPasskeyWithTicket, {
    access: 'anybody',
    tag: 'login',
    body: addPasskeyWithTicketBody,
    data: grantView,
    fails: [
      'passkey_wrong',
      'passkeys_unavailable',
      'factor_ticket_invalid',
      'identity_unproven',
      'user_banned',
      'refused',
      'too_many_sessions',
    ],
    zh: '添加通行密钥，完成登录',
    en: 'add it, and sign in',
  }),
  listPasskeys: /* @__PURE__ */ operation(listPasskeys, {
    access: 'callers',
    tag: 'me',
    data: passkeysView,
    zh: '自己的通行密钥；移除用 DELETE /v1/me/factors/{id}',
    en: "one's own passkeys; DELETE /v1/me/factors/{id} removes one",
  }),
  renamePasskey: /* @__PURE__ */ operation(renamePasskey, {
    access: 'callers',
    tag: 'me',
    params: idParams,
    body: renamePasskeyBody,
    fails: ['conflict'],
    zh: '给通行密钥改名',
    en: 'rename a passkey',
  }),
  readPasskeyOrigins: /* @__PURE__ */ operation(readPasskeyOrigins, {
    access: 'anybody',
    tag: 'operation',
    content: ['application/json'],
    zh: '可以使用这些通行密钥的来源（Related Origin Requests）；只有一个来源时 404',
    en: 'the origins on which these passkeys may be used (related origin requests); 404 for one alone',
    fails: ['not_found'],
  }),
} as const
