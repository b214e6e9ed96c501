import type { CoreOptions } from './options.ts'

type WithDefault =
  | 'accessTokenSeconds'
  | 'sessionIdleSeconds'
  | 'sessionSeconds'
  | 'sessionsPerUser'
  | 'whenSessionsFull'
  | 'oneSessionForEachKind'
  | 'stepUpSeconds'
  | 'foreignAccess'
  | 'authenticationClaims'
  | 'leewaySeconds'
  | 'tokenCacheSize'
  | 'knownAccounts'
  | 'defaultRegion'
  | 'failuresPerPhone'
  | 'codesPerDay'
  | 'factorsRequired'
  | 'factorRoles'
  | 'factorRecoveryHours'
  | 'factorRecoveryOfRoles'
  | 'trustedDeviceDays'
  | 'humanCheck'
  | 'whenBreachesUnavailable'
  | 'keyRotationDays'
  | 'keyPublicationSeconds'
  | 'pollMilliseconds'
  | 'staleSeconds'
  | 'whenStale'
  | 'storeTimeoutMilliseconds'
  | 'auditDays'

const day = 86_400

/** What an option is where it is left out. The settings of a server read it, too. */
export const coreDefaults: Readonly<Required<Pick<CoreOptions, WithDefault>>> = {
  accessTokenSeconds: 3600,
  sessionIdleSeconds: 30 * day,
  sessionSeconds: 90 * day,
  sessionsPerUser: 50,
  whenSessionsFull: 'end_oldest',
  oneSessionForEachKind: false,
  stepUpSeconds: 15 * 60,
  foreignAccess: false,
  authenticationClaims: false,
  leewaySeconds: 5,
  tokenCacheSize: 10_000,
  knownAccounts: 10_000,
  defaultRegion: 'CN',
  failuresPerPhone: 10,
  codesPerDay: 1000,
  factorsRequired: 'none',
  factorRoles: ['admin'],
  factorRecoveryHours: 72,
  factorRecoveryOfRoles: false,
  trustedDeviceDays: 30,
  humanCheck: false,
  whenBreachesUnavailable: 'accept',
  keyRotationDays: 90,
  keyPublicationSeconds: 3600,
  pollMilliseconds: 500,
  staleSeconds: 10,
  whenStale: 'ask',
  storeTimeoutMilliseconds: 5000,
  auditDays: 400,
}
