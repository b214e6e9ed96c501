/** A front end that uses everything there is; types.test.ts compiles it as a stranger would. */
import {
  type Client,
  createClient,
  fetchTransport,
  memoryStorage,
  nextPath,
  type Reply,
  ZtokenError,
} from '@ztoken/sdk'
import { attachZtoken } from '@ztoken/sdk/axios'
import { loginWithCode, requestCode, resetPasswordWithCode } from '@ztoken/sdk/codes'
import { createCookieClient } from '@ztoken/sdk/cookie'
import { withHumanCheck } from '@ztoken/sdk/human-check'
import { useUser as useReactUser, ZtokenProvider } from '@ztoken/sdk/react'
import { createServerClient, type Renewal } from '@ztoken/sdk/server'
import { asyncTokenStorage, localTokenStorage, sessionTokenStorage } from '@ztoken/sdk/storage'
import { uniTokenStorage, uniTransport } from '@ztoken/sdk/uni'
import { loginGuard, useUser, useZtoken, useZtokenState, ztoken } from '@ztoken/sdk/vue'
import { watchSession } from '@ztoken/sdk/watch'
import { wxTokenStorage, wxTransport } from '@ztoken/sdk/wx'
import axios from 'axios'
import { createElement } from 'react'
import { createApp } from 'vue'

const baseUrl = 'https://api.example'
export const checked: Client = createClient({ baseUrl, transport: withHumanCheck() })
export const client: Client = createClient({ baseUrl, storage: localTokenStorage() })

/** The platform's own Response, and what it takes. */
export const reply: Promise<Response> = client.fetch(new URL('/orders', baseUrl), {
  method: 'POST',
  headers: new Headers(),
  body: new FormData(),
  signal: new AbortController().signal,
  credentials: 'include',
})
const init: RequestInit = {}
/** For whoever wants a fetch. */
export const asked: typeof globalThis.fetch = client.fetch
export const blob: Promise<Blob> = client.fetch('/orders', init).then((found) => found.blob())
export const orders: Promise<{ id: number }[]> = client.request<{ id: number }[]>('/orders')

export const mini: Client<Reply> = createClient({
  baseUrl,
  transport: withHumanCheck(wxTransport()),
  storage: wxTokenStorage(),
})
export const uni: Client<Reply> = createClient({
  baseUrl,
  transport: uniTransport(),
  storage: uniTokenStorage(),
})

createApp({}).use(ztoken(client))
export const byCookie: Client = createCookieClient({ baseUrl: 'https://api.example' })
const server = createServerClient({ baseUrl, origin: 'https://app.example' })
export const renewed: Promise<Renewal> = server.renew(new Request(baseUrl))
export const forwarded: Promise<Response> = server.forward(new Request(baseUrl))
export const stop: () => void = watchSession(client)
// @ts-expect-error a mini program reads no streams
watchSession(mini)
attachZtoken(axios.create(), client)
createElement(ZtokenProvider, { client }, null)
export const guard: ReturnType<typeof loginGuard> = loginGuard(client)

client.login({ phone: '13800138000', password: 'x' }).catch((error: unknown) => {
  if (error instanceof ZtokenError && error.code === 'credentials_wrong') return error.message
  // @ts-expect-error a name that no server and no client says
  if (error instanceof ZtokenError && error.code === 'wrong') return ''
  throw error
})
export const challenge: Promise<string> = requestCode(mini, {
  purpose: 'login',
  phone: '13800138000',
}).then(({ challenge_id }) => challenge_id)
loginWithCode(mini, { challenge_id: 'x', code: '123456', phone: '13800138000' })
const answer = { challenge_id: 'x', code: '123456', email: 'san.zhang@example.com' }
resetPasswordWithCode(client, { ...answer, new_password: 'x' })
// @ts-expect-error a token of an administrator is another way
resetPasswordWithCode(client, { reset_token: 'x', new_password: 'x' })
// @ts-expect-error a password is needed
client.login({ phone: '13800138000' })
// @ts-expect-error a redirect is never followed
client.fetch('/orders', { redirect: 'follow' })
// @ts-expect-error one of the two languages
createClient({ baseUrl, language: 'fr' })

export const rest: readonly unknown[] = [
  asyncTokenStorage,
  fetchTransport,
  memoryStorage,
  nextPath,
  sessionTokenStorage,
  useReactUser,
  useUser,
  useZtoken,
  useZtokenState,
]
