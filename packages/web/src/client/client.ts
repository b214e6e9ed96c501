import {
  type Client,
  createClient,
  fetchTransport,
  type Language,
  type RequestOptions,
} from '@ztoken/sdk'
import { withHumanCheck } from '@ztoken/sdk/human-check'
import { deviceName } from './device-name.ts'
import { solveInWorker } from './human-check.ts'
import { withStepUp } from './step-up.ts'
import { openTokenStorage } from './token-storage.ts'

/** Where the pages stand, e.g. `/app/`; the API is beside them. */
export const pagesPath = new URL('./', document.baseURI).pathname

/**
 * The one client of these pages. Its tokens are in this tab's sessionStorage: a reload signs nobody
 * out, and neither a restart of the browser nor another tab finds them. Whatever the server wants
 * the password for, it is asked for in one place, and the request is sent again; so is one that it
 * wants a human check for.
 */
export function createPagesClient(language: () => Language): Client {
  const client = createClient({
    baseUrl: new URL('..', document.baseURI).href.replace(/\/$/, ''),
    storage: openTokenStorage(),
    transport: withHumanCheck(fetchTransport(), solveInWorker),
    language,
    device: deviceName(navigator.userAgent),
  })
  const { request } = client
  return Object.assign(client, {
    request: <Data>(path: string, options?: RequestOptions) =>
      withStepUp(() => request<Data>(path, options)),
  })
}
