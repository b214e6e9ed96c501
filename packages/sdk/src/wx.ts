import {
  type RequestApi,
  requestTransport,
  type StorageApi,
  syncTokenStorage,
} from './mini-program.ts'
import type { Reply, TokenStorage, Transport } from './ports.ts'

declare const wx: RequestApi & StorageApi

/** Sends by `wx.request`; or by another object that has a `request` like it, e.g. Taro. */
export function wxTransport(api?: RequestApi): Transport<Reply> {
  return requestTransport(() => api ?? wx)
}

/** Keeps the tokens in the mini program's storage. */
export function wxTokenStorage(
  { name = 'ztoken' }: { readonly name?: string } = {},
  api?: StorageApi,
): TokenStorage {
  return syncTokenStorage(() => api ?? wx, name)
}
