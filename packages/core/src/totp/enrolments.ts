import { createHash } from 'node:crypto'
import { ZtokenError } from '@ztoken/contract'
import type { Account, AccountChanges } from '../ground/account/account-changes.ts'
import { newTotp } from '../ground/factors/meanings.ts'
import { requireProven } from '../ground/factors/proven.ts'
import { base32Of, newTotpSecret, stepOf, totpUri } from '../ground/factors/totp.ts'
import type { Ground } from '../ground/ground.ts'
import { codeOf } from '../ground/one-time-codes/typed.ts'

/** What an authenticator is set up with. It is shown this once and kept nowhere until it is confirmed. */
export interface TotpEnrolment {
  /** Goes back with the first code. */
  readonly enrolment: string
  /** In base32, for whoever cannot scan a picture. */
  readonly secret: string
  /** What the QR code says: `otpauth://totp/…`. */
  readonly uri: string
  readonly expiresInSeconds: number
}

/** Secrets on their way to an authenticator and back, which nobody here keeps meanwhile. */
export interface Enrolments {
  /** `holder`: the session or the ticket; whoever else has the text cannot use it. */
  begin(account: Account, holder: string): TotpEnrolment
  /** Throws ZtokenError `enrolment_invalid` for what is none of this holder's, or over. */
  open(account: Account, holder: string, input: { readonly enrolment: string }): Buffer
  /** What the account has from now on; null for a wrong code. */
  confirm(
    account: Account,
    secret: Buffer,
    input: { readonly code: string },
  ): Pick<AccountChanges, 'credentials' | 'ifEpoch' | 'moveEpoch'> | null
}

export type EnrolmentsNeed = Pick<Ground, 'clock' | 'codes' | 'factorSealer' | 'totpIssuer'>

const enrolmentSeconds = 600
const timeBytes = 8

export function createEnrolments(needs: EnrolmentsNeed): Enrolments {
  const { clock, codes, factorSealer, totpIssuer } = needs

  return {
    begin(account, holder) {
      requireProven(account, codes)
      const { id, phone, email, username } = account.user
      const secret = newTotpSecret()
      const time = Buffer.alloc(timeBytes)
      time.writeBigUInt64BE(BigInt(clock() + enrolmentSeconds * 1000))
      return {
        enrolment: factorSealer.seal(Buffer.concat([time, secret]), nameOf(account, holder)),
        secret: base32Of(secret),
        uri: totpUri(secret, totpIssuer, phone ?? email ?? username ?? id),
        expiresInSeconds: enrolmentSeconds,
      }
    },
    open(account, holder, { enrolment }) {
      requireProven(account, codes)
      const bytes = factorSealer.open(enrolment, nameOf(account, holder))
      if (bytes === null || clock() >= Number(bytes.readBigUInt64BE())) {
        throw new ZtokenError('enrolment_invalid')
      }
      return bytes.subarray(timeBytes)
    },
    confirm({ user, credentials, epoch }, secret, { code }) {
      const now = clock()
      const step = stepOf(secret, codeOf(code) ?? '', now, -1)
      if (step === null) return null
      const put = [newTotp(factorSealer, user.id, { secret, step, now })]
      const remove = credentials.filter(({ kind }) => kind === 'totp').map(({ id }) => id)
      // What was opened without it is over, and so is a login that is under way.
      return { credentials: { put, remove }, ifEpoch: epoch, moveEpoch: true }
    },
  }
}

function nameOf({ user }: Account, holder: string): string {
  const whose = createHash('sha256').update(holder).digest('base64url')
  return `totp enrolment ${user.id} ${whose}`
}
