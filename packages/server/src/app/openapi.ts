import { readFile } from 'node:fs/promises'
import { paths } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'

/** Written from the routes by `npm run docs`, and published with the package. */
const written = new URL('../../openapi.json', import.meta.url)

/** The API as an OpenAPI 3.1 document, at the address it is asked at. */
export async function openApiRoutes(app: FastifyInstance): Promise<void> {
  let body: Promise<string> | null = null

  app.get(paths.openapi, async (_request, reply) => {
    // What could not be read once is read again.
    body ??= readFile(written, 'utf8')
      .then((text) => below(app.prefix, text))
      .catch((error: unknown) => {
        body = null
        throw error
      })
    reply.header('cache-control', 'public, max-age=300')
    return reply.type('application/json; charset=utf-8').send(await body)
  })
}

/** Its paths begin below the prefix of the application. */
function below(prefix: string, text: string): string {
  if (prefix === '') return text
  return JSON.stringify({ ...JSON.parse(text), servers: [{ url: prefix }] })
}
