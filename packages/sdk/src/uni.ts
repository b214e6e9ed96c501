import {
  type RequestApi,
  requestTransport,
  type StorageApi,
  syncTokenStorage,
} from './mini-program.ts'
import type { Reply, TokenStorage, Transport } from './ports.ts'

declare const uni: RequestApi & StorageApi

/** Sends by `uni.request`. */
export function uniTransport(api?: RequestApi): Transport<Reply> {
  return requestTransport(() => api ?? uni)
}

/** Keeps the tokens in the storage of uni-app. */
export function uniTokenStorage(
  { name = 'ztoken' }: { readonly name?: string } = {},
  api?: StorageApi,
): TokenStorage {
  return syncTokenStorage(() => api ?? uni, name)
}
