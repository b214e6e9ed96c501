/** Every path of the wire. The tutorial's two stand at the root, the modern API under /v1. */
export const paths = {
  tutorialLogin: '/login',
  tutorialUserDetail: '/user/detail',
  register: '/v1/register',
  login: '/v1/login',
  refresh: '/v1/refresh',
  logout: '/v1/logout',
  me: '/v1/me',
  health: '/healthz',
  readiness: '/readyz',
} as const

/** The tutorial's header, in the case Node gives it. */
export const tokenHeader = 'z-token'
