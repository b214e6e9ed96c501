import type { paths } from '@ztoken/contract'

type Paths = typeof paths

/** The contract's paths that a client needs; its whole table would be most of a page's bytes. */
export const registerPath: Paths['register'] = '/v1/register'
export const loginPath: Paths['login'] = '/v1/login'
export const refreshPath: Paths['refresh'] = '/v1/refresh'
export const logoutPath: Paths['logout'] = '/v1/logout'
export const mePath: Paths['me'] = '/v1/me'
