import { signedFormat } from '@ztoken/token'
import type { CoreOptions } from '../src/index.ts'
import { byCode } from './fault-flows/codes.ts'
import { byFactor } from './fault-flows/factors.ts'
import type { Flows } from './fault-flows/flow.ts'
import { byPasskey } from './fault-flows/passkeys.ts'
import { plainly } from './fault-flows/plainly.ts'
import { prepared } from './fault-flows/prepared.ts'
import { secrets } from './open.ts'

/** Everything, by what it is. */
export const flows: Flows = {
  ...byCode,
  ...byFactor,
  ...byPasskey,
  ...prepared,
  ...Object.fromEntries(
    Object.entries(plainly).map(([name, run]): [string, Flows[string]] => [
      name,
      (scene) => () => run(scene),
    ]),
  ),
}

/** What a scene has to be for a flow. */
export const optionsOf: Readonly<Record<string, Partial<CoreOptions>>> = {
  beginTotpWithTicket: { factorsRequired: 'all' },
  confirmTotpWithTicket: { factorsRequired: 'all' },
  beginPasskeyWithTicket: { factorsRequired: 'all' },
  addPasskeyWithTicket: { factorsRequired: 'all' },
  askFactorRecovery: { notify: {} },
  'askFactorRecovery where it waits': { notify: {} },
  finishFactorRecovery: { notify: {} },
  factorRecovery: { notify: {} },
  cancelFactorRecovery: { notify: {} },
  'the start of the first server with signing keys': {
    issueFormat: signedFormat(secrets, 'HS256'),
  },
  'login at the maximum of sessions': { sessionsPerUser: 2 },
  'login beyond the maximum of sessions': { sessionsPerUser: 2, whenSessionsFull: 'refuse' },
  'login at the limit, from a known address': { failuresPerPhone: 2 },
  denyNotice: { notify: {} },
  'updateUser with own fields': {
    userFields: { type: 'object', properties: { department: { type: 'string' } } },
  },
}

/** Flows that are more than one transaction, and why what is half done is in order. */
export const usedUp = 'the code is used up before anything else is done: another is asked for'

export const factorUsedUp =
  'the second factor is used up before the session opens: the next is shown'

const ticketUsedUp = 'the ticket is used up first: the login begins again'

export const passkeyUsedUp = 'what a passkey signs is used up first: it is asked once more'

export const inSteps: Readonly<Record<string, string>> = {
  'loginWithCode that registers': usedUp,
  'loginWithCode that proves a phone for the first time': usedUp,
  'loginWithCode with a wrong one': 'a try is gone before it is on the record',
  resetPasswordWithCode: usedUp,
  verifyIdentityWithCode: usedUp,
  'addIdentity of another kind': usedUp,
  loginWithFactor: factorUsedUp,
  confirmTotpWithTicket: factorUsedUp,
  'loginWithFactor on a device that is trusted': factorUsedUp,
  'loginWithFactor by a recovery code': factorUsedUp,
  verifyIdentityWithFactor: factorUsedUp,
  loginWithPasskey: passkeyUsedUp,
  'loginWithPasskey with a ticket': passkeyUsedUp,
  'loginWithPasskey by one that was copied': passkeyUsedUp,
  verifyIdentityWithPasskey: passkeyUsedUp,
  addPasskey: passkeyUsedUp,
  addPasskeyWithTicket: passkeyUsedUp,
  askFactorRecovery: ticketUsedUp,
  'askFactorRecovery where it waits': ticketUsedUp,
  finishFactorRecovery: ticketUsedUp,
  requestCode: 'it is counted first, and sent only when all is kept',
  denyNotice: 'the token is used up before anything else is done: other channels have theirs',
  register: 'the account is there and its owner signs in, where the session could not be opened',
  setUp: 'the account is there and its owner signs in, where the session could not be opened',
  'login with a hash from elsewhere': 'the old hash opens the door until the next login',
  'kickout of a crowd': 'the oldest have ended, and the epoch has not moved',
  endEverything: 'every token is refused first; sessions and epochs follow, or are ended again',
  sweep: 'each kind of thing is swept by itself, and what is over matters to nobody',
}

/** Promises without which a flow is done all the same. */
export const spared: Readonly<Record<string, readonly string[]>> = {
  'login with a hash from elsewhere': ['changeAccount'],
}
