import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { createApp } from '../app/app.ts'
import type { Settings } from '../config/settings.ts'
import { WebhookError } from '../webhooks/webhook-error.ts'
import { createWebhooks, type Webhooks } from '../webhooks/webhooks.ts'

/** Listens until SIGINT or SIGTERM, then lets the requests at hand finish. */
export async function serveUntilStopped(
  settings: Settings,
  core: Core,
  onListening: (address: string) => void,
): Promise<void> {
  const app = await createApp(core, {
    corsOrigins: settings.cors_origins,
    trustedProxies: settings.trusted_proxies,
    logger: settings.log_level === 'silent' ? false : { level: settings.log_level },
  })
  const stopped = untilStopped(app)
  onListening(await app.listen({ host: settings.host, port: settings.port }))
  const webhooks = startWebhooks(settings, core, app)
  await stopped
  await webhooks?.close()
}

function startWebhooks(settings: Settings, core: Core, { log }: FastifyInstance): Webhooks | null {
  const { webhooks: endpoints, webhook_secret: secret } = settings
  if (endpoints.length === 0) return null
  return createWebhooks(core, {
    endpoints,
    secret,
    report(error) {
      if (error instanceof WebhookError) log.warn({ entry: error.entryId }, error.message)
      else log.error({ err: error }, 'webhooks wait for the store')
    },
  })
}

async function untilStopped(app: FastifyInstance): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  await app.close()
}
