import {
  type Credential,
  type CredentialChanges,
  type Identity,
  type IdentityChanges,
  ZtokenError,
} from '@ztoken/core'
import type { Ask } from './database.ts'
import { sql } from './sql.ts'

/** Throws `Taken`, which undoes the transaction, where one of these belongs to somebody else. */
export async function putIdentities(
  ask: Ask,
  userId: string,
  identities: readonly Identity[],
): Promise<void> {
  for (const { kind, subject, verifiedAt, createdAt } of identities) {
    const put = await ask(
      sql`INSERT INTO identities AS known (kind, subject, user_id, verified_at, created_at)
        VALUES (${kind}, ${subject}, ${userId}, ${verifiedAt}, ${createdAt})
        ON CONFLICT (kind, subject) DO UPDATE
          SET verified_at = excluded.verified_at, created_at = excluded.created_at
          WHERE known.user_id = excluded.user_id
        RETURNING 1`,
    )
    if (put.length === 0) throw new Taken('identity_taken')
  }
}

export async function changeIdentities(
  ask: Ask,
  userId: string,
  { put = [], remove = [] }: IdentityChanges = {},
): Promise<void> {
  for (const { kind, subject } of remove) {
    await ask(
      sql`DELETE FROM identities
        WHERE kind = ${kind} AND subject = ${subject} AND user_id = ${userId}`,
    )
  }
  await putIdentities(ask, userId, put)
}

export async function putCredentials(
  ask: Ask,
  userId: string,
  credentials: readonly Credential[],
): Promise<void> {
  for (const { id, kind, data, version, createdAt } of credentials) {
    await ask(
      sql`INSERT INTO credentials AS known (id, user_id, kind, data, version, created_at)
        VALUES (${id}, ${userId}, ${kind}, ${data}, ${version}, ${createdAt})
        ON CONFLICT (id) DO UPDATE SET data = excluded.data, version = excluded.version
          WHERE known.user_id = excluded.user_id`,
    )
  }
}

export async function changeCredentials(
  ask: Ask,
  userId: string,
  { put = [], remove = [] }: CredentialChanges = {},
): Promise<void> {
  for (const id of remove) {
    await ask(sql`DELETE FROM credentials WHERE id = ${id} AND user_id = ${userId}`)
  }
  await putCredentials(ask, userId, put)
}

/** An id or an identity belongs to somebody else; a refusal of ours, so that all is undone. */
export class Taken extends ZtokenError {
  readonly what: 'id_taken' | 'identity_taken'

  constructor(what: 'id_taken' | 'identity_taken') {
    super('conflict')
    this.what = what
  }
}

/** Out: what was taken, where that is why the work was undone. */
export async function unlessTaken<Result>(
  work: Promise<Result>,
): Promise<Result | 'id_taken' | 'identity_taken'> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Taken) return error.what
    throw error
  }
}
