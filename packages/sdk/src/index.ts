export type { Language, SessionView, UserView } from '@ztoken/contract'
export { nextPath } from './address.ts'
export { type Client, type ClientOptions, createClient, type SignInOptions } from './client.ts'
export { type ErrorCode, type LocalFailureName, ZtokenError } from './error.ts'
export { fetchTransport } from './fetch-transport.ts'
export type {
  Clock,
  DefaultReply,
  FetchInit,
  Reply,
  Signal,
  TokenStorage,
  Transport,
  TransportRequest,
} from './ports.ts'
export type { Credentials, Refusal, RequestOptions } from './requests.ts'
export { memoryStorage } from './storage/memory.ts'
export type { ClientState, SignOutReason } from './tokens.ts'
