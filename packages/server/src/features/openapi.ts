import { readFile } from 'node:fs/promises'
import { openapiOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Content } from '../http/answer.ts'
import type { FrameOptions } from '../http/options.ts'
import type { Http } from '../http/route.ts'

/** Written from the contract by `npm run docs`, and published with the package. */
const written = new URL('../../openapi.json', import.meta.url)

/** The API as an OpenAPI 3.1 document, at the address it is asked at. */
export function openApi(
  { route }: Http,
  _core: Core,
  { prefix = '', publicUrl }: Pick<FrameOptions, 'prefix' | 'publicUrl'>,
): void {
  // A proxy may take a path off: then the public address alone tells it.
  const isBelow = publicUrl !== undefined && new URL(publicUrl).pathname !== '/'
  const place = isBelow ? publicUrl : prefix
  let body: Promise<string> | null = null

  route(openapiOperations.readOpenApi, async (_input, _request, reply) => {
    // What could not be read once is read again.
    body ??= readFile(written, 'utf8')
      .then((text) => below(place, text))
      .catch((error: unknown) => {
        body = null
        throw error
      })
    const text = await body
    reply.header('cache-control', 'public, max-age=300')
    return new Content('application/json', text, 'application/json; charset=utf-8')
  })
}

/** Its paths begin below this place. */
function below(place: string, text: string): string {
  if (place === '') return text
  return JSON.stringify({ ...JSON.parse(text), servers: [{ url: place }] })
}
