import type { Client } from './client.ts'
import { ZtokenError } from './error.ts'

/** Where requests are sent that may be refused until somebody has shown who they are. */
export type Asking = Pick<Client, 'request'>

/**
 * One place for whatever asks to verify once more. In: a client, and what is done when a request is
 * answered `step_up_required`, whose `data` says what is asked for: a dialog that ends with
 * `verifyPassword` or `verifyWithFactor`. Out: `request` as the client has it, which then sends the
 * request once more. Of many that are refused at the same time one asks, and all go on; where the
 * answer throws, so do they.
 *
 * @example
 * const { request } = onStepUp(client, ({ data }) => askToVerify(data))
 */
export function onStepUp(client: Asking, answer: (error: ZtokenError) => Promise<unknown>): Asking {
  let asking: Promise<unknown> | null = null

  function ask(error: ZtokenError): Promise<unknown> {
    asking ??= answer(error).finally(() => {
      asking = null
    })
    return asking
  }

  return {
    async request(path, options) {
      try {
        return await client.request(path, options)
      } catch (error) {
        if (!(error instanceof ZtokenError) || error.code !== 'step_up_required') throw error
        await ask(error)
        return client.request(path, options)
      }
    },
  }
}
