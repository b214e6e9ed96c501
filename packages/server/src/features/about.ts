import { type AboutView, aboutOperations, type DemoPerson } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'
import { version } from '../version.ts'

export interface AboutOptions {
  /** What `GET /v1/about` says beside the version. */
  readonly about?: {
    /** People everybody may sign in as: for a server that this machine alone reaches. */
    readonly demo?: DemoPerson[] | null
  }
  readonly registration?: boolean
  readonly avatars?: object
}

/** What a page shows before anybody has signed in. */
export function about(
  { route }: Http,
  _core: Core,
  { about = {}, registration = true, avatars }: AboutOptions,
): void {
  const view: AboutView = {
    version,
    registration,
    avatars: avatars !== undefined,
    demo: about.demo ?? null,
  }
  route(aboutOperations.readAbout, () => view)
}
