import type { Reply, TokenStorage, Transport, TransportRequest } from './ports.ts'
import { textIn } from './storage/text.ts'

/** What `wx`, `uni` and `Taro` have in common: requests with callbacks. */
export interface RequestApi {
  request(options: {
    url: string
    method: never
    header: Record<string, string>
    data?: never
    dataType: string
    responseType: 'text'
    redirect: 'manual'
    timeout?: number
    success(result: { statusCode: number; header?: unknown; data: unknown }): void
    fail(fault: unknown): void
  }): unknown
}

/** And a storage that answers at once. */
export interface StorageApi {
  getStorageSync(name: string): unknown
  setStorageSync(name: string, text: string): void
  removeStorageSync(name: string): void
}

/** Requests of a mini program. They know no PATCH and no streams. */
export function requestTransport(api: () => RequestApi): Transport<Reply> {
  return (request) => {
    const { url, method, headers, body, signal, timeoutMilliseconds } = request
    return new Promise((resolve, reject) => {
      const task = api().request({
        url,
        method: method as never,
        header: { ...headers },
        ...(body !== undefined && { data: body as never }),
        // Texts are read here, so that one that is not JSON does not fail on the way.
        dataType: 'text',
        responseType: 'text',
        redirect: 'manual',
        ...(timeoutMilliseconds !== undefined && { timeout: timeoutMilliseconds }),
        success: (result) => resolve(replyOf(result)),
        fail: reject,
      })
      abortWith(signal, task)
    })
  }
}

function abortWith(signal: TransportRequest['signal'], task: unknown): void {
  const { abort } = Object(task)
  if (signal && typeof abort === 'function') {
    signal.addEventListener('abort', () => abort.call(task))
  }
}

function replyOf(result: { statusCode: number; header?: unknown; data: unknown }): Reply {
  const { statusCode, header, data } = result
  const headers = new Map(
    Object.entries(Object(header)).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  return {
    status: statusCode,
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
    text: async () => (typeof data === 'string' ? data : JSON.stringify(data)),
    json: async () => (typeof data === 'string' ? JSON.parse(data) : data),
  }
}

/**
 * Tokens in a mini program's storage, which belongs to the program and its user alone and is not
 * encrypted.
 */
export function syncTokenStorage(api: () => StorageApi, name: string): TokenStorage {
  const storage = {
    getItem: (key: string) => String(api().getStorageSync(key) ?? '') || null,
    setItem: (key: string, text: string) => api().setStorageSync(key, text),
    removeItem: (key: string) => api().removeStorageSync(key),
  }
  return textIn(() => storage, name)
}
