/** Every path of the wire. The tutorial's two stand at the root, the modern API under /v1. */
export const paths = {
  tutorialLogin: '/login',
  tutorialUserDetail: '/user/detail',
  register: '/v1/register',
  login: '/v1/login',
  refresh: '/v1/refresh',
  logout: '/v1/logout',
  verify: '/v1/verify',
  passwordReset: '/v1/password-reset',
  me: '/v1/me',
  myPassword: '/v1/me/password',
  myExport: '/v1/me/export',
  mySessions: '/v1/me/sessions',
  mySession: '/v1/me/sessions/:id',
  users: '/v1/users',
  user: '/v1/users/:id',
  userBan: '/v1/users/:id/ban',
  userSessions: '/v1/users/:id/sessions',
  userPasswordReset: '/v1/users/:id/password-reset',
  roles: '/v1/roles',
  role: '/v1/roles/:name',
  audit: '/v1/audit',
  keys: '/v1/keys',
  keyRotation: '/v1/keys/rotation',
  key: '/v1/keys/:kid',
  revocations: '/v1/revocations',
  jwks: '/.well-known/jwks.json',
  health: '/healthz',
  readiness: '/readyz',
} as const

/** The tutorial's header, in the case Node gives it. */
export const tokenHeader = 'z-token'
