import type { Permission } from '@ztoken/contract'
import type { RouteMeta, RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Only for somebody signed in. */
    readonly requiresLogin?: boolean
    /** Cards side by side, also where nobody is signed in. */
    readonly isWide?: boolean
    /** Only for holders of this permission; the server asks as well. */
    readonly permission?: Permission
  }
}

const mine: RouteMeta = { requiresLogin: true }
const administration = (permission: Permission): RouteMeta => ({ requiresLogin: true, permission })

/** Every page, by its room. Each is loaded when somebody goes there. */
export const routes: readonly RouteRecordRaw[] = [
  { path: '/', name: 'start', component: () => import('./StartPage.vue') },

  {
    path: '/try',
    name: 'try',
    component: () => import('../entrance/try/TryPage.vue'),
    meta: { isWide: true },
  },
  { path: '/sign-in', name: 'sign-in', component: () => import('../entrance/SignInPage.vue') },
  { path: '/register', name: 'register', component: () => import('../entrance/RegisterPage.vue') },
  { path: '/reset-password', name: 'reset', component: () => import('../entrance/ResetPage.vue') },
  { path: '/not-me', name: 'not-me', component: () => import('../entrance/NotMePage.vue') },
  {
    path: '/forgotten-password',
    name: 'forgotten',
    component: () => import('../entrance/ForgottenPage.vue'),
  },
  { path: '/welcome', name: 'welcome', component: () => import('../entrance/WelcomePage.vue') },

  ...[
    { path: '/account', name: 'profile', component: () => import('../account/ProfilePage.vue') },
    {
      path: '/account/security',
      name: 'security',
      component: () => import('../account/SecurityPage.vue'),
    },
    {
      path: '/account/devices',
      name: 'devices',
      component: () => import('../account/DevicesPage.vue'),
    },
    { path: '/account/data', name: 'data', component: () => import('../account/DataPage.vue') },
  ].map((route) => ({ ...route, meta: mine })),

  {
    path: '/admin/overview',
    name: 'overview',
    component: () => import('../admin/OverviewPage.vue'),
    meta: administration('figures:read'),
  },
  {
    path: '/admin/users',
    name: 'users',
    component: () => import('../admin/UsersPage.vue'),
    meta: administration('user:read'),
  },
  {
    path: '/admin/users/:id',
    name: 'user',
    component: () => import('../admin/UserPage.vue'),
    meta: administration('user:read'),
  },
  {
    path: '/admin/roles',
    name: 'roles',
    component: () => import('../admin/RolesPage.vue'),
    meta: administration('role:read'),
  },
  {
    path: '/admin/audit',
    name: 'audit',
    component: () => import('../admin/AuditPage.vue'),
    meta: administration('audit:read'),
  },
  {
    path: '/admin/keys',
    name: 'keys',
    component: () => import('../admin/KeysPage.vue'),
    meta: administration('key:read'),
  },
  {
    path: '/admin/metrics',
    name: 'metrics',
    component: () => import('../admin/MetricsPage.vue'),
    meta: administration('figures:read'),
  },

  // Where they stood before: bookmarks lead on.
  { path: '/account/password', redirect: { name: 'security' } },
  { path: '/admin/figures', redirect: { name: 'metrics' } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./NotFoundPage.vue') },
]
