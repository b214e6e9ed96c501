import type { NewPasskey, ShownPasskey } from '@ztoken/contract'
import type { PasskeyData } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import { algorithms } from './algorithms.ts'

/** What a new passkey says of itself. */
export type MadePasskey = Omit<PasskeyData, 'name' | 'usedAt'>

/** What a passkey says each time. */
export interface PasskeyUse {
  readonly counter: number
  readonly synced: boolean
}

/** The library is loaded with the first passkey: whoever has none pays for none. */
const load = () => import('./webauthn.ts')

/** Loads it while somebody looks for their finger. Never throws: whoever needs it hears of a fault. */
export function loadAhead(): void {
  setImmediate(() => void load().catch(() => undefined)).unref()
}

/**
 * A new passkey, whose challenge was ours. Null for whatever is wrong with it: another origin or
 * domain, no user verification, an algorithm nobody asked for, or bytes that are none.
 */
export async function readNew(
  { id, origins }: RelyingParty,
  credential: NewPasskey,
  challenge: string,
): Promise<MadePasskey | null> {
  const { verifyRegistrationResponse, isAcceptableKey } = await load()
  return orNull(async () => {
    const { verified, registrationInfo: made } = await verifyRegistrationResponse({
      response: { ...credential, clientExtensionResults: {} } as never,
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...algorithms],
    })
    const isWhole = verified && made?.credential.id === credential.id
    if (!isWhole || !isAcceptableKey(made.credential.publicKey)) return null
    return {
      rpId: id,
      credentialId: made.credential.id,
      publicKey: Buffer.from(made.credential.publicKey).toString('base64url'),
      counter: made.credential.counter,
      transports: [...(credential.response.transports ?? [])],
      canSync: made.credentialDeviceType === 'multiDevice',
      synced: made.credentialBackedUp,
    }
  })
}

/**
 * What a passkey of ours signed. Null for whatever is wrong, alike. The counter is the caller's to
 * judge: the library would refuse it before it has looked at the signature.
 */
export async function readShown(
  { id, origins }: RelyingParty,
  { credentialId, publicKey, canSync }: PasskeyData,
  credential: ShownPasskey,
  challenge: string,
): Promise<PasskeyUse | null> {
  const { verifyAuthenticationResponse } = await load()
  return orNull(async () => {
    const { verified, authenticationInfo: shown } = await verifyAuthenticationResponse({
      response: { ...credential, clientExtensionResults: {} } as never,
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter: 0,
      },
    })
    const isSame = (shown.credentialDeviceType === 'multiDevice') === canSync
    if (!verified || !isSame) return null
    return { counter: shown.newCounter, synced: shown.credentialBackedUp }
  })
}

/** The bytes are a stranger's: whatever the library throws for them says that they are wrong. */
async function orNull<Read>(read: () => Promise<Read | null>): Promise<Read | null> {
  try {
    return await read()
  } catch {
    return null
  }
}
