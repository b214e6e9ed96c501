import {
  type AboutView,
  aboutOperations,
  type DemoPerson,
  type IdentifierKind,
} from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { RegistrationMode } from '../http/options.ts'
import type { Http } from '../http/route.ts'
import { version } from '../version.ts'

export interface AboutOptions {
  /** What `GET /v1/about` says beside the version. */
  readonly about?: {
    /** People everybody may sign in as: for a server that this machine alone reaches. */
    readonly demo?: DemoPerson[] | null
    /** What the pages ask for at the sign-in; a phone unless said. */
    readonly signInWith?: readonly IdentifierKind[]
  }
  readonly registration?: RegistrationMode
  readonly avatars?: object
}

/** What a page shows before anybody has signed in. */
export function about(
  { route }: Http,
  core: Core,
  { about = {}, registration = true, avatars }: AboutOptions,
): void {
  const view: AboutView = {
    version,
    registration: registration !== false,
    password_registration: registration === true,
    sign_in_with: [...(about.signInWith ?? ['phone'])],
    codes: core.codeChannels(),
    avatars: avatars !== undefined,
    user_fields: [...core.userFields('self')],
    passkeys: [...core.passkeyOrigins()],
    demo: about.demo ?? null,
  }
  route(aboutOperations.readAbout, () => view)
}
