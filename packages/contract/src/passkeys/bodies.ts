import { deviceField, deviceKindField, nameField } from '../ground/fields.ts'
import { both } from '../ground/object.ts'
import type { IdParams } from '../ground/params.ts'
import {
  creationOptionsView,
  newPasskeyField,
  passkeyView,
  requestOptionsView,
  shownPasskeyField,
} from '../ground/passkey.ts'
import type { Static } from '../ground/static.ts'
import { rememberField, transportField } from '../ground/transport.ts'

export { type PasskeyView, passkeyView } from '../ground/passkey.ts'

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
