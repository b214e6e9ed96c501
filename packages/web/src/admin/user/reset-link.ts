import { type ResetTokenView, requestPasswordReset } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import { pagesPath } from '../../client/client.ts'

/** Asks for a token that sets a new password once; the ones before hold no longer. */
export function requestReset(client: AnyClient, id: string): Promise<ResetTokenView> {
  return call(client, requestPasswordReset, { id })
}

/** The link that a person is given. What stands behind the hash is sent to no server and no log. */
export function resetLinkOf({ reset_token: token }: ResetTokenView): string {
  return `${location.origin}${pagesPath}reset-password#${token}`
}
