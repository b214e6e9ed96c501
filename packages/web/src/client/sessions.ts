import type { SessionsView, SessionView } from '@ztoken/contract'
import type { useZtoken } from '@ztoken/sdk/vue'

const pageSize = 200
/** Who has more than a thousand sees the newest of them. */
const mostPages = 5

/** The sessions listed at an address, the newest first, page after page. */
export async function sessionsAt(
  client: ReturnType<typeof useZtoken>,
  address: string,
): Promise<SessionView[]> {
  const all: SessionView[] = []
  let query = `?limit=${pageSize}`
  for (let n = 0; n < mostPages; n += 1) {
    const { sessions, next } = await client.request<SessionsView>(address + query)
    all.push(...sessions)
    if (next === null) break
    query = `?limit=${pageSize}&after=${encodeURIComponent(next)}`
  }
  return all
}
