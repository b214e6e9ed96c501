export { createRemoteAuthenticator, type RemoteAuthenticator } from './authenticator.ts'
export type { RemoteOptions, SecretFormat } from './options.ts'
export { RemoteError, type RemoteFault } from './remote-error.ts'
export type { RemoteTiming } from './timing.ts'
