import type { Caller, Core, CoreOptions, Grant } from '../src/index.ts'
import { type Opened, open, password, phone } from './open.ts'
import { type Bent, type SoftAuthenticator, softAuthenticator } from './soft-authenticator.ts'

export const url = 'https://login.example'
export const rpId = 'login.example'

/** A core with passkeys, on a memory store unless said. */
export function openPasskeys(options: Partial<CoreOptions> = {}): Promise<Opened> {
  return open({ passkeys: { url }, ...options })
}

export interface WithPasskey {
  readonly grant: Grant
  readonly caller: Caller
  readonly device: SoftAuthenticator
}

/** Whoever holds this grant has a passkey from now on. */
export async function addPasskey(
  { core }: { readonly core: Core },
  { accessToken }: { readonly accessToken: string },
  device: SoftAuthenticator = softAuthenticator(url),
): Promise<WithPasskey> {
  const caller = core.authenticate(accessToken)
  const credential = device.create(await core.beginPasskey(caller))
  const grant = await core.addPasskey(caller, { credential, name: 'my phone' })
  return { grant, caller: core.authenticate(grant.accessToken), device }
}

/** Somebody with a password and a passkey. */
export async function passkeyScene(
  options: Partial<CoreOptions> = {},
  device: SoftAuthenticator = softAuthenticator(url),
) {
  const all = await openPasskeys(options)
  const { core } = all
  const added = await addPasskey(all, await core.register({ phone, password }), device)
  const signIn = async (bent: Bent = {}) =>
    core.loginWithPasskey({ credential: device.get(await core.beginPasskeyLogin(), bent) })
  return { ...all, ...added, signIn }
}
