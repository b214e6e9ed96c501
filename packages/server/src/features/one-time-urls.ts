import { oneTimeUrlsOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import { callerView } from '../http/caller-view.ts'
import type { Http } from '../http/route.ts'

export interface OneTimeUrlsOptions {
  /** Services that follow the revocation feed redeem URLs as well, by the same tokens. */
  readonly feed?: {
    readonly tokens?: readonly string[]
    readonly permissionTokens?: readonly string[]
  }
}

/** URLs for what cannot send a header. */
export function oneTimeUrls(
  { route, serviceRoute }: Http,
  core: Core,
  { feed: { tokens = [], permissionTokens = [] } = {} }: OneTimeUrlsOptions,
): void {
  route(oneTimeUrlsOperations.createOneTimeUrl, async ({ path }, request) => {
    const { url, expiresInSeconds } = await core.createOneTimeUrl(callerOf(request), path)
    return { url, expires_in: expiresInSeconds }
  })

  serviceRoute(
    oneTimeUrlsOperations.redeemOneTimeUrl,
    [...tokens, ...permissionTokens],
    async ({ url }) => callerView(await core.redeemOneTimeUrl(url)),
  )
}
