import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import { type AppOptions, createApp } from '../app.ts'
import { openAvatarStorage } from '../config/open-avatars.ts'
import { brandingOptions } from '../config/settings/branding.ts'
import type { Settings } from '../config/settings.ts'
import type { Logger } from '../http/options.ts'
import { findPages } from '../pages/folder.ts'
import { WebhookError } from '../webhooks/webhook-error.ts'
import { createWebhooks, type Webhooks } from '../webhooks/webhooks.ts'
import { boundConnections, descriptorLimit, mostConnections } from './connections.ts'
import { createDraining } from './draining.ts'
import type { FaultLog } from './fault-log.ts'
import { peersOfProcess } from './gathering.ts'
import { explainListening } from './listen-words.ts'
import { listensLocally } from './local.ts'
import { createLogStream } from './log-stream.ts'
import { inWords } from './log-words.ts'
import { startSweeping } from './sweeping.ts'
import { addressSocketPeers, listenOptions, openToGroup } from './unix-socket.ts'

/** What a command adds to the application. */
export interface Extras {
  readonly about?: AppOptions['about']
  /** Routes of its own. */
  readonly extend?: (app: FastifyInstance) => void
}

/** Listens until SIGINT or SIGTERM, then lets the requests at hand finish. */
export async function serveUntilStopped(
  settings: Settings,
  core: Core,
  faults: FaultLog,
  onListening: (address: string) => void,
  { about, extend }: Extras = {},
): Promise<void> {
  const avatars = openAvatarStorage(settings)
  const peers = peersOfProcess()
  const draining = createDraining(settings.drain_seconds)
  const app = await createApp(core, {
    corsOrigins: settings.cors_origins,
    cookies: settings.cookies,
    tokenHeader: settings.token_header,
    trustedProxies: settings.trusted_proxies,
    // A repository in which they have not been built serves the rest.
    pages: settings.pages && findPages() !== null,
    branding: brandingOptions(settings),
    metrics: { tokens: settings.metrics_tokens, ...(peers !== null && { peers }) },
    feed: {
      tokens: settings.feed_tokens,
      permissionTokens: settings.permission_tokens,
      pollMilliseconds: settings.poll_milliseconds,
    },
    about: { ...about, signInWith: settings.sign_in_with },
    registration: settings.registration,
    sessionEvents: { maximumStreams: settings.session_streams },
    ...(avatars !== null && { avatars }),
    ...(settings.picture_user !== null && { pictureUser: settings.picture_user }),
    ...(settings.public_url !== null && { publicUrl: settings.public_url }),
    keepAliveSeconds: settings.keep_alive_seconds,
    isStopping: draining.isStopping,
    isLocal: listensLocally(settings.host),
    logger: loggerOf(settings),
  })
  extend?.(app)
  faults.writeTo((error, count) => app.log.warn({ err: error, count }, 'in the background'))
  boundConnections(app.server, mostConnections(settings.connections, descriptorLimit()))
  addressSocketPeers(app.server, settings)
  const stopped = draining.untilStopped(app)
  const address = await app.listen(listenOptions(settings)).catch((error: unknown) => {
    throw explainListening(settings, error)
  })
  // A connection that could not be accepted ends nobody.
  app.server.on('error', core.report)
  openToGroup(settings)
  onListening(address)
  const sweeping = startSweeping(core, { report: faults.report })
  const webhooks = startWebhooks(settings, core, app)
  await stopped
  sweeping.stop()
  await webhooks?.close()
}

function loggerOf({ log_level: level }: Settings): Logger {
  if (level === 'silent') return false
  const stream = createLogStream(process.stdout)
  return { level, stream: process.stdout.isTTY === true ? inWords(stream) : stream }
}

function startWebhooks(settings: Settings, core: Core, { log }: FastifyInstance): Webhooks | null {
  const { webhooks: endpoints, webhook_secret: secret } = settings
  if (endpoints.length === 0) return null
  return createWebhooks(core, {
    endpoints,
    secret,
    // What is broken off is due again at once, for another server or after the restart.
    closeMilliseconds: 1000,
    report(error) {
      if (error instanceof WebhookError) log.warn({ entry: error.entryId }, error.message)
      else log.error({ err: error }, 'webhooks wait for the store')
    },
  })
}
