import {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  CanceledError,
  getAdapter,
  type InternalAxiosRequestConfig,
} from 'axios'
import { isStream } from './asked.ts'
import { isForm, readForm } from './axios/form.ts'
import { readReason } from './axios/reason.ts'
import type { Client } from './client.ts'
import { ZtokenError } from './error.ts'
import type { Reply, Signal } from './ports.ts'

/** A client, whatever its transport brings back. */
export type AnyClient = Client<Reply>

type Config = InternalAxiosRequestConfig

/** What came of one sending: axios rejects where `validateStatus` does not like the status. */
type Outcome = { readonly response: AxiosResponse } | { readonly error: unknown }

/**
 * Gives requests of an axios instance the client's token, and sends those once more whose token had
 * expired. It stands where axios sends: what interceptors, transforms, default params and
 * serializers made of a request is sent again as it is, and each of them runs once. Paths go to the
 * client's `baseUrl`: leave the instance's `baseURL` out. Addresses on another origin are sent as
 * they are, without a token. Requests that carry a token go by axios's fetch adapter, which can be
 * told not to follow a redirect, by its http adapter where that is named, or by a function of yours.
 * Failures are axios's own errors; where the session is over, ZtokenError says why.
 * Gives the way to take it out again.
 */
export function attachZtoken(instance: AxiosInstance, client: AnyClient): () => void {
  /** What ours stand in for: whoever sends a config once more must not be sent for twice. */
  const replaced = new WeakMap<object, Config['adapter']>()

  const interceptor = instance.interceptors.request.use((config) => {
    const { adapter } = config
    const own = typeof adapter === 'function' && replaced.has(adapter)
    const inner = own ? replaced.get(adapter) : adapter
    const sending: AxiosAdapter = (ready) => send(ready, inner)
    replaced.set(sending, inner)
    config.adapter = sending
    return config
  })
  return () => instance.interceptors.request.eject(interceptor)

  async function send(config: Config, adapter: Config['adapter']): Promise<AxiosResponse> {
    const url = ourUrl(config)
    if (url === null) return getAdapter(adapter)(config)
    const signal = config.signal as Signal | undefined
    const ready = prepared(config, url)
    const sendBy = getAdapter(isOurs(adapter) ? adapter : 'fetch')
    try {
      let sent = await client.credentials(signal)
      for (let isReplay = false; ; isReplay = true) {
        const outcome = await outcomeOf(sendBy(withToken(ready, sent?.access_token)), config)
        const response = responseIn(outcome)
        const status = response?.status
        // A browser shows a redirect that it did not follow as status 0.
        if (status === 0) throw new ZtokenError('redirect_refused', client.language())
        if (response && sent && (status === 401 || status === 403)) {
          const reason = await readReason(response)
          sent = await client.afterRefusal(sent, { status, reason, isReplay }, signal)
          config.cancelToken?.throwIfRequested()
          if (sent && !isOnce(config.data)) continue
        }
        if (response) await readForm(response, config)
        if ('error' in outcome) throw outcome.error
        return outcome.response
      }
    } catch (error) {
      throw error instanceof ZtokenError && error.code === 'aborted' ? new CanceledError() : error
    }
  }

  function ourUrl({ baseURL = '', url = '', allowAbsoluteUrls }: Config): string | null {
    try {
      const address = { baseURL, url, params: null }
      const more = allowAbsoluteUrls === undefined ? {} : { allowAbsoluteUrls }
      return client.urlOf(instance.getUri({ ...address, ...more }))
    } catch {
      return null
    }
  }

  function withToken(config: Config, token: string | undefined): Config {
    const headers = new AxiosHeaders(config.headers)
    if (!headers.has('accept-language')) headers.set('accept-language', client.language())
    if (token === undefined) return { ...config, headers }
    if (client.header === 'z-token') return { ...config, headers: headers.set('z-token', token) }
    // The token wins over a name and a password that axios would put in its place.
    const { auth: _, ...rest } = config
    return { ...rest, headers: headers.set('authorization', `Bearer ${token}`) }
  }
}

/** The address is settled, the parameters are written once, and no redirect is followed. */
function prepared(config: Config, url: string): Config {
  const { paramsSerializer, fetchOptions } = config
  const given = typeof paramsSerializer === 'function' ? { serialize: paramsSerializer } : undefined
  const { serialize, ...rest } = given ?? Object(paramsSerializer)
  let written: string | undefined
  const once = (...input: unknown[]): string => {
    written ??= serialize(...input) as string
    return written
  }
  return {
    ...config,
    ...(serialize && { paramsSerializer: { ...rest, serialize: once } }),
    ...(isForm(config) && { responseType: 'blob' }),
    url,
    baseURL: '',
    maxRedirects: 0,
    fetchOptions: { ...fetchOptions, redirect: 'manual' },
  }
}

function isOurs(adapter: Config['adapter']): boolean {
  return typeof adapter === 'function' || adapter === 'http'
}

/** Errors and replies name the request as it was given, without the token. */
async function outcomeOf(work: Promise<AxiosResponse>, config: Config): Promise<Outcome> {
  try {
    const response = await work
    response.config = config
    return { response }
  } catch (error) {
    const response = responseIn({ error })
    if (response) response.config = config
    if (Object(error).config) (error as { config: Config }).config = config
    return { error }
  }
}

function responseIn(outcome: Outcome): AxiosResponse | undefined {
  return 'response' in outcome ? outcome.response : Object(outcome.error).response
}

/** A stream of a browser's or of Node's, a form of the package form-data: they can be sent once. */
function isOnce(data: unknown): boolean {
  return isStream(data) || typeof Object(data).pipe === 'function'
}
