import { identitiesOperations } from '@ztoken/contract'
import type { AccountIdentities, Core } from '@ztoken/core'
import { callerOf, codeAnswerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** What one is found by. */
export function identities({ route }: Http, core: Core): void {
  const shown = ({ identities: all, hasPassword }: AccountIdentities) => ({
    identities: all.map(core.views.identity),
    has_password: hasPassword,
  })

  route(identitiesOperations.listIdentities, async (_input, request) =>
    shown(await core.identities(callerOf(request))),
  )

  route(identitiesOperations.listUserIdentities, async ({ id }) =>
    shown(await core.identitiesOf(id)),
  )

  route(identitiesOperations.addIdentity, async (input, request) => {
    const replaceUnproven = input.replace_unproven === true
    const answer = { ...codeAnswerOf(input), replaceUnproven }
    const added = await core.addIdentity(callerOf(request), answer, request.ip)
    return core.views.identity(added)
  })

  route(identitiesOperations.removeIdentity, async ({ id }, request) => {
    await core.removeIdentity(callerOf(request), id)
  })
}
