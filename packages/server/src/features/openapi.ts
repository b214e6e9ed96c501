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
  { prefix = '' }: Pick<FrameOptions, 'prefix'>,
): void {
  let body: Promise<string> | null = null

  route(openapiOperations.readOpenApi, async (_input, _request, reply) => {
    // What could not be read once is read again.
    body ??= readFile(written, 'utf8')
      .then((text) => below(prefix, text))
      .catch((error: unknown) => {
        body = null
        throw error
      })
    const text = await body
    reply.header('cache-control', 'public, max-age=300')
    return new Content('application/json', text, 'application/json; charset=utf-8')
  })
}

/** Its paths begin below the prefix of the application. */
function below(prefix: string, text: string): string {
  if (prefix === '') return text
  return JSON.stringify({ ...JSON.parse(text), servers: [{ url: prefix }] })
}
