import { ZtokenError } from '@ztoken/contract'
import { createSealedTexts, type Secret } from '@ztoken/token'

/** Where a page ended, as a text that only we can have written: nobody pages where they like. */
export interface Cursors {
  /** `list` names what is paged, so that a cursor of one list means nothing to another. */
  issue(list: string, position: string): string
  /** Throws ZtokenError `cursor_invalid`. */
  require(list: string, cursor: string): string
}

export function createCursors(secrets: readonly Secret[]): Cursors {
  const texts = createSealedTexts('zc1', 'cursor', secrets)

  return {
    issue: (list, position) =>
      texts.seal(`${list}.${Buffer.from(position, 'utf8').toString('base64url')}`),
    require(list, cursor) {
      const body = texts.open(cursor)
      if (body === null || !body.startsWith(`${list}.`)) {
        throw new ZtokenError('cursor_invalid', { field: '/after' })
      }
      return Buffer.from(body.slice(list.length + 1), 'base64url').toString('utf8')
    },
  }
}
