import type { Store } from '@ztoken/core'
import { storePromises } from '@ztoken/core/store-contract'
import { everybody } from './samples.ts'

/** Tables that grow with an application's people, and what they do. */
export const growing = [
  ...['users', 'identities', 'credentials', 'sessions', 'revocations', 'audit', 'deliveries'],
  ...['allowances', 'challenges', 'deleted_users', 'name_numbers', 'sign_ins', 'active_users'],
]

/** What the promises of the whole suite ask, and every way in which users and the audit are listed. */
export async function askEverything(open: () => Promise<Store>): Promise<void> {
  for (const { run } of storePromises) {
    const store = await open()
    await run(store)
    await store.close()
  }
  const store = await open()
  for (const order of ['id', 'newest', 'oldest', 'last_sign_in'] as const) {
    for (let set = 0; set < 128; set += 1) {
      const given = <Value>(bit: number, value: Value): Value | null => (set & bit ? value : null)
      await store.searchUsers({
        ...everybody,
        order,
        after: given(1, { at: 1, id: 'u' }),
        text: given(2, '张'),
        phone: given(2, '+86138'),
        ending: given(2, '8000'),
        isBanned: given(4, (set & 2) === 0),
        role: given(8, 'admin'),
        isVerified: given(16, true),
        createdFrom: given(32, 1),
        createdUntil: given(64, 1e15),
      })
    }
  }
  for (let set = 0; set < 128; set += 1) {
    const given = <Value>(bit: number, value: Value): Value | null => (set & bit ? value : null)
    await store.listAudit({
      before: given(1, 1e9),
      userId: given(2, 'u'),
      event: set & 64 ? ['login', 'logout'] : given(4, 'login'),
      address: given(32, '192.0.2.1'),
      from: given(8, 1),
      until: given(16, 1e15),
      limit: 20,
    })
  }
}
