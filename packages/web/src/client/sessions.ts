import type { SessionsQuery, SessionsView, SessionView } from '@ztoken/contract'

const pageSize = '200'
/** Who has more than a thousand sees the newest of them. */
const mostPages = 5

/** Every session that is listed, the newest first, page after page. */
export async function everySession(
  list: (page: SessionsQuery) => Promise<SessionsView>,
): Promise<SessionView[]> {
  const all: SessionView[] = []
  let page: SessionsQuery = { limit: pageSize }
  for (let n = 0; n < mostPages; n += 1) {
    const { sessions, next } = await list(page)
    all.push(...sessions)
    if (next === null) break
    page = { limit: pageSize, after: next }
  }
  return all
}
