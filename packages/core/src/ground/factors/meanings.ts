import type { RecoveryCodes } from '@ztoken/token'
import { v4 as randomId } from 'uuid'
import { type Credential, successorOf } from '../account/credential.ts'
import type { Sealer } from '../keys/sealer.ts'
import { codeOf } from '../one-time-codes/typed.ts'
import type { FactorMeanings } from './factor.ts'
import { stepOf, type TotpData } from './totp.ts'

export interface MeaningsNeed {
  readonly factorSealer: Sealer
  readonly recoveryCodes: RecoveryCodes
  readonly clock: () => number
}

/** What the credentials of each kind mean. */
export function createMeanings(needs: MeaningsNeed): FactorMeanings {
  const { factorSealer, recoveryCodes, clock } = needs

  return {
    totp: {
      isFactor: true,
      mayBe: (code) => codeOf(code) !== null,
      use({ user }, credential, code) {
        const { secret: sealed, step: last } = JSON.parse(credential.data) as TotpData
        const secret = factorSealer.open(sealed, totpName(user.id))
        const step = secret && stepOf(secret, codeOf(code) ?? '', clock(), last)
        if (secret === null || step === null) return null
        return successorOf(credential, totpData(factorSealer, user.id, secret, step, sealed))
      },
      left: () => null,
    },
    passkey: { isFactor: true, left: () => null },
    recovery_codes: {
      isFactor: false,
      mayBe: recoveryCodes.mayBe,
      use({ user }, credential, code) {
        const marks = marksOf(credential)
        const used = recoveryCodes.find(user.id, code, marks)
        if (used === -1) return null
        return successorOf(credential, JSON.stringify(marks.toSpliced(used, 1)))
      },
      left: (credential) => marksOf(credential).filter(recoveryCodes.isReadable).length,
    },
  }
}

/** An authenticator that was confirmed by the code of this step. */
export function newTotp(
  factorSealer: Sealer,
  userId: string,
  { secret, step, now }: { readonly secret: Buffer; readonly step: number; readonly now: number },
): Credential {
  const data = totpData(factorSealer, userId, secret, step)
  return { id: randomId(), kind: 'totp', data, version: 1, createdAt: now }
}

/** Codes in the place of all that there were. */
export function recoveryCodesCredential(
  known: Credential | null,
  marks: readonly string[],
  createdAt: number,
): Credential {
  const data = JSON.stringify(marks)
  if (known !== null) return successorOf(known, data)
  return { id: randomId(), kind: 'recovery_codes', data, version: 1, createdAt }
}

/** A secret that an older secret of ours has sealed is sealed by the newest with the next code. */
function totpData(
  sealer: Sealer,
  userId: string,
  secret: Buffer,
  step: number,
  sealed: string | null = null,
): string {
  const isCurrent = sealed !== null && sealer.isCurrent(sealed)
  const kept = isCurrent ? sealed : sealer.seal(secret, totpName(userId))
  return JSON.stringify({ secret: kept, step } satisfies TotpData)
}

function totpName(userId: string): string {
  return `totp ${userId}`
}

function marksOf({ data }: Credential): string[] {
  return JSON.parse(data) as string[]
}
