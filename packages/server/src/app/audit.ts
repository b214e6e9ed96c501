import { type AuditQuery, auditQuery, auditView, paths } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'
import { ok, pageOf, permissionGuard, type RouteOptions, schemaOf } from './route.ts'

/** Who did what, the newest first. */
export async function auditRoutes(app: FastifyInstance, { core }: RouteOptions): Promise<void> {
  app.get<{ Querystring: AuditQuery }>(
    paths.audit,
    {
      onRequest: permissionGuard(core)('audit:read'),
      ...schemaOf({ querystring: auditQuery, data: auditView }),
    },
    async (request) => {
      const { user = null, event = null, from, until, ...page } = request.query
      const found = await core.searchAudit({
        ...pageOf(page),
        userId: user,
        event,
        from: instantOf(from),
        until: instantOf(until),
      })
      return ok(request, { entries: found.items.map(core.views.auditEntry), next: found.next })
    },
  )
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text)
}
