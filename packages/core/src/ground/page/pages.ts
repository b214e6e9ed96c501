import { ZtokenError } from '@ztoken/contract'
import type { Cursors } from './cursor.ts'

/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface PageInput {
  /** The cursor that the page before gave as `next`; left out: from the beginning. */
  readonly after?: string | null
  /** 1 to 200; 50 unless said. */
  readonly limit?: number
}

/** Where a page begins and how long it is. */
export interface PageRange {
  /** Null: from the beginning. */
  readonly position: string | null
  readonly limit: number
}

/** Lists in pages, each under a name of its own: a cursor of one means nothing in another. */
export interface Pages {
  /** Throws ZtokenError `cursor_invalid`, `invalid_request`. */
  require(list: string, input: PageInput): PageRange
  /** Of what was found, one more than asked for: it tells whether there is another page. */
  of<Item>(
    list: string,
    found: readonly Item[],
    limit: number,
    position: (item: Item) => string,
  ): Page<Item>
  /** Of a list that says itself where its next page begins; null: nowhere. */
  upTo<Item>(list: string, items: readonly Item[], position: string | null): Page<Item>
}

const usual = 50
const most = 200

export function createPages(cursors: Cursors): Pages {
  const next = (list: string, position: string | null): string | null =>
    position === null ? null : cursors.issue(list, position)

  return {
    require(list, { after = null, limit = usual }) {
      if (!(Number.isSafeInteger(limit) && limit >= 1 && limit <= most)) {
        throw new ZtokenError('invalid_request', { field: '/limit' })
      }
      return { position: after === null ? null : cursors.require(list, after), limit }
    },
    of(list, found, limit, position) {
      const items = found.slice(0, limit)
      const last = items.at(-1)
      const hasMore = found.length > limit && last !== undefined
      return { items, next: next(list, hasMore ? position(last) : null) }
    },
    upTo: (list, items, position) => ({ items, next: next(list, position) }),
  }
}
