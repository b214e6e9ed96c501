import { createHmac, type KeyObject, randomBytes, randomInt } from 'node:crypto'
import type { Secret } from './keys/secret.ts'

/** What a code is bound to; it is right for nothing else. No part of it holds a NUL. */
export interface CodeBinding {
  readonly purpose: string
  /** Whom it is for, in one form. */
  readonly subject: string
}

/** Codes that are sent to somebody and typed in again. What is kept of one is a MAC. */
export interface OneTimeCodes {
  /** Six digits, each code as likely as any other. */
  draw(): string
  /** The name of a new question: random, and saying under which secret it is kept. */
  newChallengeId(): string
  /**
   * What is kept of the right answer to this question: HMAC-SHA256 over all that the code is bound
   * to. Null where the id is none of these secrets'.
   */
  answerOf(challengeId: string, binding: CodeBinding, code: string): string | null
  /** What tells that this code was sent at all, whatever question it answers. */
  markOf(binding: CodeBinding, code: string): string
}

const idForm = /^([A-Za-z0-9_-]{12})\.[A-Za-z0-9_-]{22}$/
const codes = 1_000_000

/** In: the secrets, newest first. Throws TypeError without one. */
export function createOneTimeCodes(secrets: readonly Secret[]): OneTimeCodes {
  const keys = new Map(
    secrets.map((secret) => [secret.kid('code'), secret.deriveKey('code', 32)] as const),
  )
  const [newest] = keys
  if (newest === undefined) throw new TypeError('one-time codes need a secret')
  const [newestKid, newestKey] = newest

  return {
    draw: () => String(randomInt(codes)).padStart(6, '0'),
    newChallengeId: () => `${newestKid}.${randomBytes(16).toString('base64url')}`,
    answerOf(challengeId, binding, code) {
      const key = keys.get(idForm.exec(challengeId)?.[1] ?? '')
      return key === undefined ? null : macOf(key, 'answer', challengeId, binding, code)
    },
    markOf: (binding, code) => macOf(newestKey, 'mark', '', binding, code),
  }
}

function macOf(
  key: KeyObject,
  use: string,
  challengeId: string,
  { purpose, subject }: CodeBinding,
  code: string,
): string {
  const input = [use, challengeId, purpose, subject, code].join('\0')
  return createHmac('sha256', key).update(input).digest('base64url')
}
