export { createRemoteAuthenticator } from './authenticator.ts'
export type { RemoteOptions, SecretFormat } from './options.ts'
export type {
  PermittingAuthenticator,
  RemoteAuthenticator,
  StepUpAuthenticator,
} from './remote-authenticator.ts'
export { RemoteError, type RemoteFault } from './remote-error.ts'
export type { RemoteTiming } from './timing.ts'
