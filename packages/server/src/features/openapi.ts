import { readFile } from 'node:fs/promises'
import { openapiOperations, type UserFieldView } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Content } from '../http/answer.ts'
import type { FrameOptions } from '../http/options.ts'
import type { Http } from '../http/route.ts'
import { userFieldSchemas } from './openapi/user-fields.ts'

/** Written from the contract by `npm run docs`, and published with the package. */
const written = new URL('../../openapi.json', import.meta.url)

/** The API as an OpenAPI 3.1 document, at the address it is asked at. */
export function openApi(
  { route }: Http,
  core: Core,
  { prefix = '', publicUrl }: Pick<FrameOptions, 'prefix' | 'publicUrl'>,
): void {
  // A proxy may take a path off: then the public address alone tells it.
  const isBelow = publicUrl !== undefined && new URL(publicUrl).pathname !== '/'
  const place = isBelow ? publicUrl : prefix
  const fields = core.userFields('self')
  let body: Promise<string> | null = null

  route(openapiOperations.readOpenApi, async (_input, _request, reply) => {
    // What could not be read once is read again.
    body ??= readFile(written, 'utf8')
      .then((text) => adapted(text, place, fields))
      .catch((error: unknown) => {
        body = null
        throw error
      })
    const text = await body
    reply.header('cache-control', 'public, max-age=300')
    return new Content('application/json', text, 'application/json; charset=utf-8')
  })
}

/** Its paths begin below the place, and the application's own fields are this server's. */
function adapted(text: string, place: string, fields: readonly UserFieldView[]): string {
  if (place === '' && fields.length === 0) return text
  const { components, ...document } = JSON.parse(text)
  const schemas =
    fields.length === 0 ? components.schemas : userFieldSchemas(components.schemas, fields)
  return JSON.stringify({
    ...document,
    components: { ...components, schemas },
    ...(place !== '' && { servers: [{ url: place }] }),
  })
}
