import { memoryStore } from '@ztoken/stores'
import { Webhook } from 'standardwebhooks'
import { onTestFinished, vi } from 'vitest'
import {
  type AuditEvent,
  createWebhooks,
  createZtoken,
  type Store,
  type Webhooks,
  type WebhooksOptions,
  type Ztoken,
} from 'ztoken'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { createClock, secret } from './open.ts'
import type { Answering, Received } from './receiver.ts'

export const webhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwq2lQ8v5nX0E='
export const olderSecret = 'whsec_b2xkZXIgc2VjcmV0IG9mIGF0IGxlYXN0IDI0IGJ5dGVz'
export const phone = '13800138000'
export const password = 'a long enough phrase'
export const minute = 60
export const hour = 60 * minute

export interface Opened {
  readonly auth: Ztoken
  readonly webhooks: Webhooks
  readonly clock: ReturnType<typeof createClock>
  readonly store: Store
  readonly reports: unknown[]
  /** Something happens, of which every endpoint is told. */
  happen(): Promise<void>
}

export interface Opening extends Partial<WebhooksOptions> {
  readonly store?: Store
  readonly clockOf?: Opened
}

export type Endpoints = readonly (string | { url: string; events: readonly AuditEvent[] })[]

/** ztoken with webhooks that ask by themselves only once a minute: tests say when. */
export async function open(
  endpoints: Endpoints,
  { store = memoryStore(), clockOf, ...options }: Opening = {},
): Promise<Opened> {
  const clock = clockOf?.clock ?? createClock()
  const reports: unknown[] = []
  const report = (error: unknown): void => void reports.push(error)
  const targets = endpoints.map((one) => (typeof one === 'string' ? { url: one } : one))
  const auth = await createZtoken({
    secret,
    store,
    clock: clock.now,
    passwords: cheapHashes,
    webhooks: targets,
    report,
  })
  const webhooks = createWebhooks(auth, {
    endpoints: targets,
    secret: webhookSecret,
    clock: clock.now,
    pollMilliseconds: 60_000,
    closeMilliseconds: 1,
    report,
    ...options,
  })
  onTestFinished(async () => {
    await webhooks.close()
    await auth.close()
  })
  let count = 0
  const happen = async (): Promise<void> => {
    count += 1
    await auth.putRole({ name: `role-${count}`, permissions: [] })
  }
  return { auth, webhooks, clock, store, reports, happen }
}

/** What a receiver does, in its own time; throws where the signature does not hold. */
export function verified({ headers, body }: Received, now: number, key = webhookSecret): unknown {
  vi.setSystemTime(now)
  return new Webhook(key).verify(body, headers)
}

export const idOf = ({ headers }: Received): string => headers['webhook-id'] ?? ''
export const statuses =
  (...codes: readonly number[]): Answering =>
  (n, response) =>
    response.writeHead(codes[n - 1] ?? 204).end()
