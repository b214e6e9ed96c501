import { type FiguresQuery, figuresQuery, figuresView, paths } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import type { Figures } from '../figures/figures.ts'
import { expositionOf } from '../figures/prometheus.ts'
import { ok, schemaOf } from './route.ts'
import { tokenOrPermission } from './service-tokens.ts'

/** Who may read what is counted, and by which clock. */
export interface FiguresOptions {
  /** Tokens of what scrapes them, of 32 characters or more; sent as `Authorization: Bearer`. */
  readonly tokens?: readonly string[]
  /** Milliseconds since 1970. */
  readonly clock?: () => number
}

interface FiguresRouteOptions {
  readonly core: Core
  readonly figures: Figures
  readonly tokens: readonly string[]
}

/** What a running server counts: as JSON for a page, and as text for Prometheus. */
export async function figuresRoutes(
  app: FastifyInstance,
  { core, figures, tokens }: FiguresRouteOptions,
): Promise<void> {
  const onRequest = tokenOrPermission(core, tokens, 'figures:read')

  app.get<{ Querystring: FiguresQuery }>(
    paths.figures,
    { onRequest, ...schemaOf({ querystring: figuresQuery, data: figuresView }) },
    async (request) => ok(request, await figures.read(Number(request.query.after ?? '0'))),
  )

  app.get(paths.metrics, { onRequest }, async (_request, reply) => {
    const { type, text } = await expositionOf(figures)
    return reply.type(type).send(text)
  })
}
