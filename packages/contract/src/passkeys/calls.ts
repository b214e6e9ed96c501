import type { GrantView } from '../ground/grant.ts'
import type { Call } from '../ground/operation.ts'
import type {
  AddPasskeyBody,
  AddPasskeyWithTicketBody,
  BeginPasskeyLoginBody,
  BeginPasskeyWithTicketBody,
  PasskeyCreationView,
  PasskeyLoginBody,
  PasskeyRequestView,
  PasskeysView,
  RenamePasskeyInput,
  VerifyPasskeyBody,
} from './bodies.ts'

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
