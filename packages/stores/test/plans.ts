import type { Store } from '@ztoken/core'
import { storePromises } from '@ztoken/core/store-contract'

/** Tables that grow with an application's people, and what they do. */
export const growing = [
  ...['users', 'identities', 'credentials', 'sessions', 'revocations', 'audit', 'deliveries'],
  ...['allowances', 'challenges', 'deleted_users', 'name_numbers'],
]

/** What the promises of the whole suite ask, and every way in which users and the audit are listed. */
export async function askEverything(open: () => Promise<Store>): Promise<void> {
  for (const { run } of storePromises) {
    const store = await open()
    await run(store)
    await store.close()
  }
  const store = await open()
  for (const search of ['张', '13800138000', '8000', 'a@b.example']) {
    await store.listUsers({ after: null, limit: 20, search })
  }
  for (let set = 0; set < 32; set += 1) {
    const given = <Value>(bit: number, value: Value): Value | null => (set & bit ? value : null)
    await store.listAudit({
      before: given(1, 1e9),
      userId: given(2, 'u'),
      event: given(4, 'login'),
      from: given(8, 1),
      until: given(16, 1e15),
      limit: 20,
    })
  }
}
