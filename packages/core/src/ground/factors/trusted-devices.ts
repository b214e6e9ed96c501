import { createHash } from 'node:crypto'
import { v4 as randomId } from 'uuid'
import type { Account, CredentialChanges } from '../account/account-changes.ts'
import type { Credential } from '../account/credential.ts'

/** A device on which no second factor is asked for. Times in milliseconds. */
export interface TrustedDevice {
  readonly id: string
  /** What it called itself. */
  readonly device: string | null
  readonly createdAt: number
  readonly until: number
}

interface TrustData {
  readonly device: string | null
  /** The hash of the id in its device token. */
  readonly mark: string
  /** Trust ends with whatever moves it: another password, a ban, the end of all sessions. */
  readonly epoch: number
  readonly until: number
}

/** What devices an account trusts: each known by the id in its device token, under today's epoch. */
export interface TrustedDevices {
  isTrusted(account: Account, deviceId: string): boolean
  /** Those that hold, the oldest first. */
  list(account: Account): TrustedDevice[]
  /** What trusting one more changes; nothing where none may be. */
  changesFor(account: Account, deviceId: string, device: string | null): CredentialChanges
}

const day = 86_400_000
/** The oldest go first: of a browser that forgets everything each day many are left behind. */
const most = 20

export function createTrustedDevices({
  clock,
  days,
}: {
  readonly clock: () => number
  /** 0: none is trusted. */
  readonly days: number
}): TrustedDevices {
  const dataOf = ({ data }: Credential): TrustData => JSON.parse(data) as TrustData

  function all({ credentials }: Account): Credential[] {
    return credentials.filter(({ kind }) => kind === 'trusted_device')
  }

  function holding(account: Account): Credential[] {
    return all(account).filter((one) => {
      const { epoch, until } = dataOf(one)
      return days > 0 && epoch === account.epoch && until > clock()
    })
  }

  return {
    isTrusted(account, deviceId) {
      const mark = markOf(deviceId)
      return holding(account).some((one) => dataOf(one).mark === mark)
    },
    list: (account) =>
      holding(account).map((one) => {
        const { device, until } = dataOf(one)
        return { id: one.id, device, createdAt: one.createdAt, until }
      }),
    changesFor(account, deviceId, device) {
      if (days === 0) return {}
      const now = clock()
      const mark = markOf(deviceId)
      const others = holding(account).filter((one) => dataOf(one).mark !== mark)
      const staying = new Set(others.slice(1 - most).map(({ id }) => id))
      const remove = all(account).filter(({ id }) => !staying.has(id))
      const trust: TrustData = { device, mark, epoch: account.epoch, until: now + days * day }
      const data = JSON.stringify(trust)
      return {
        put: [{ id: randomId(), kind: 'trusted_device', data, version: 1, createdAt: now }],
        remove: remove.map(({ id }) => id),
      }
    },
  }
}

function markOf(deviceId: string): string {
  return createHash('sha256').update(deviceId).digest('base64url')
}
