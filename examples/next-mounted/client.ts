import type { Client } from '@ztoken/sdk'
import { createCookieClient } from '@ztoken/sdk/cookie'

let client: Client | undefined

/** The client of this page. Made in the browser alone: a server would share it between people. */
export function clientOfPage(): Client {
  client ??= createCookieClient({ baseUrl: '', prefix: '/api/auth', language: 'en' })
  return client
}
