import { type Client, createClient, type Language } from '@ztoken/sdk'
import { sessionTokenStorage } from '@ztoken/sdk/storage'
import { deviceName } from './device-name.ts'

/** Where the pages stand, e.g. `/app/`; the API is beside them. */
export const pagesPath = new URL('./', document.baseURI).pathname

/**
 * The one client of these pages. Its tokens are in this tab's sessionStorage: a reload signs nobody
 * out, and neither a restart of the browser nor another tab finds them.
 */
export function createPagesClient(language: () => Language): Client {
  return createClient({
    baseUrl: new URL('..', document.baseURI).href.replace(/\/$/, ''),
    storage: sessionTokenStorage(),
    language,
    device: deviceName(navigator.userAgent),
  })
}
