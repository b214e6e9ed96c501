import type { TransferRecord } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import type { CredentialKind } from '../ground/account/credential.ts'
import { foundBy, type IdentityKind, oldestFirst } from '../ground/account/identity.ts'
import type { StoredKey } from '../ground/keys/stored-key.ts'
import type { AuthenticationMethod, Session } from '../ground/session/session.ts'

export type RecordOf<Type extends TransferRecord['type']> = Extract<TransferRecord, { type: Type }>

export function accountRecord({ user, identities, credentials, epoch }: Account): TransferRecord {
  const { id, name, avatar, intro, level, roles, ban, createdAt, fields } = user
  return {
    ...{ type: 'account', id, name, head_portrait: avatar, intro, level, roles: [...roles] },
    ban: ban && { ...ban },
    created_at: createdAt,
    epoch,
    identities: identities.map(({ kind, subject, verifiedAt, createdAt: at }) => ({
      ...{ kind, subject, verified_at: verifiedAt, created_at: at },
    })),
    credentials: credentials.map(({ id: of, kind, data, version, createdAt: at }) => ({
      ...{ id: of, kind, data, version, created_at: at },
    })),
    ...(fields && { fields: { ...fields } }),
  }
}

export function accountOf(record: RecordOf<'account'>): Account {
  const { id, name, intro, level, roles, ban, epoch, fields } = record
  const identities = record.identities
    .map((one) => ({
      kind: one.kind as IdentityKind,
      subject: one.subject,
      verifiedAt: one.verified_at,
      createdAt: one.created_at,
    }))
    .sort(oldestFirst)
  const credentials = record.credentials.map((one) => ({
    ...{ id: one.id, kind: one.kind as CredentialKind, data: one.data },
    ...{ version: one.version, createdAt: one.created_at },
  }))
  const shown = { id, name, avatar: record.head_portrait, intro, level, roles, ban }
  const own = fields && Object.keys(fields).length > 0 ? { fields } : {}
  const user = { ...shown, ...foundBy(identities), createdAt: record.created_at, ...own }
  return { user, identities, credentials, epoch }
}

export function sessionRecord(session: Session): TransferRecord {
  const { id, userId, device, deviceKind, address, amr, createdAt, verifiedAt, usedAt } = session
  const { counter, rotatedAt, expiresAt } = session
  return {
    ...{ type: 'session', id, user_id: userId, device, device_kind: deviceKind, address },
    ...{ amr: [...amr], created_at: createdAt, verified_at: verifiedAt, used_at: usedAt },
    ...{ counter, rotated_at: rotatedAt, expires_at: expiresAt },
  }
}

export function sessionOf(record: RecordOf<'session'>): Session {
  const { id, device, address, amr, counter } = record
  return {
    ...{ id, userId: record.user_id, device, address, counter },
    deviceKind: record.device_kind as Session['deviceKind'],
    amr: amr as AuthenticationMethod[],
    ...{ createdAt: record.created_at, verifiedAt: record.verified_at, usedAt: record.used_at },
    ...{ rotatedAt: record.rotated_at, expiresAt: record.expires_at },
    ...{ endedAt: null, endReason: null },
  }
}

export function keyRecord(key: StoredKey): TransferRecord {
  const { kid, publicKey, sealedKey, createdAt, activatesAt, retiresAt } = key
  return {
    ...{ type: 'signing_key', kid, public_key: publicKey, sealed_key: sealedKey },
    ...{ created_at: createdAt, activates_at: activatesAt, retires_at: retiresAt },
  }
}

export function keyOf(record: RecordOf<'signing_key'>): StoredKey {
  return {
    ...{ kid: record.kid, publicKey: record.public_key, sealedKey: record.sealed_key },
    ...{ createdAt: record.created_at, activatesAt: record.activates_at },
    retiresAt: record.retires_at,
  }
}
