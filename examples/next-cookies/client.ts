import type { Client } from '@ztoken/sdk'
import { createCookieClient } from '@ztoken/sdk/cookie'

let client: Client | undefined

/** The client of this page. Made in the browser alone: a server would share it between people. */
export function clientOfPage(): Client {
  client ??= createCookieClient({ baseUrl: '', language: 'en' })
  return client
}
