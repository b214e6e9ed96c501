import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import type { Client } from './client.ts'
import { ZtokenError } from './error.ts'
import type { Reply } from './ports.ts'
import type { Credentials } from './requests.ts'

/** A client, whatever its transport brings back. */
export type AnyClient = Client<Reply>

type Config = InternalAxiosRequestConfig & { ztokenReplay?: boolean }

/**
 * Gives requests of an axios instance the client's token, and sends those once more whose token had
 * expired. Paths go to the client's `baseUrl`: leave the instance's `baseURL` out. Addresses on
 * another origin are sent as they are, without a token. Requests that carry a token go by axios's
 * fetch adapter, the only one that can be told not to follow a redirect.
 * Failures are axios's own errors; where the session is over, ZtokenError says why.
 * Gives the way to take it out again.
 */
export function attachZtoken(instance: AxiosInstance, client: AnyClient): () => void {
  const used = new WeakMap<object, Credentials>()

  const requests = instance.interceptors.request.use(async (config) => {
    const url = ourUrl(config)
    if (url === null) return config
    config.url = url
    config.baseURL = ''
    config.maxRedirects = 0
    config.fetchOptions = { ...config.fetchOptions, redirect: 'manual' }
    if (typeof config.adapter !== 'function') config.adapter = 'fetch'
    if (!config.headers.has('accept-language')) {
      config.headers.set('accept-language', client.language())
    }
    const credentials = await client.credentials()
    if (credentials !== null) {
      config.headers.set('authorization', `Bearer ${credentials.access_token}`)
      used.set(config, credentials)
    }
    return config
  })

  const responses = instance.interceptors.response.use(refuseRedirect, async (error) => {
    const { config, response } = Object(error) as { config?: Config; response?: AxiosResponse }
    const credentials = config && used.get(config)
    if (response === undefined || config === undefined || credentials === undefined) throw error
    const { reason } = await bodyOf(response.data)
    const refusal = { status: response.status, reason, isReplay: config.ztokenReplay === true }
    if (await client.afterRefusal(credentials, refusal)) {
      return instance.request({ ...config, ztokenReplay: true } as Config)
    }
    throw error
  })

  return () => {
    instance.interceptors.request.eject(requests)
    instance.interceptors.response.eject(responses)
  }

  function ourUrl({ baseURL, url }: Config): string | null {
    try {
      return client.urlOf(instance.getUri({ baseURL: baseURL ?? '', url: url ?? '' }))
    } catch {
      return null
    }
  }

  /** A browser shows a redirect that it did not follow as status 0. */
  function refuseRedirect(response: AxiosResponse): AxiosResponse {
    if (response.status !== 0) return response
    throw new ZtokenError('redirect_refused', client.language())
  }
}

/** The body of a refusal in whatever form it was asked for. */
async function bodyOf(data: unknown): Promise<{ readonly reason?: unknown }> {
  if (typeof Object(data).text === 'function') return bodyOf(await Object(data).text())
  if (typeof data !== 'string') return Object(data)
  try {
    return Object(JSON.parse(data))
  } catch {
    return {}
  }
}
