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
import { openTokens, type Tokens } from './tokens.ts'

/** Where the pages stand, e.g. `/app/`; the API is beside them. */
export const pagesPath = new URL('./', document.baseURI).pathname

const tabs = new WeakMap<object, Pick<Tokens, 'isTabsOwn'>>()

/** True for a tab that is signed in by itself, beside whoever is signed in on this browser. */
export function isSignedInByItself(client: object): boolean {
  return tabs.get(client)?.isTabsOwn() ?? false
}

/**
 * The one client of these pages. What outlives a page is in a cookie that no script reads, for all
 * tabs of the browser, or in the sessionStorage of a tab that is signed in by itself. Whatever the server wants
 * the password for, it is asked for in one place, and the request is sent again; so is one that it
 * wants a human check for.
 */
export function createPagesClient(language: () => Language): Client {
  const baseUrl = new URL('..', document.baseURI).href.replace(/\/$/, '')
  const tokens = openTokens(baseUrl, withHumanCheck(fetchTransport(), solveInWorker))
  const client = createClient({
    baseUrl,
    storage: tokens.storage,
    transport: tokens.transport,
    language,
    device: deviceName(navigator.userAgent),
  })
  tokens.start(client)
  tabs.set(client, tokens)
  const { request } = client
  return Object.assign(client, {
    request: <Data>(path: string, options?: RequestOptions) =>
      withStepUp(() => request<Data>(path, options)),
  })
}
