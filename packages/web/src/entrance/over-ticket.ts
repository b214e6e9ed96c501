import type { ZtokenError } from '@ztoken/sdk'

/** What a part of the second step does when its ticket is worth nothing any more: it begins again. */
export function useOverTicket(again: (why: string) => void): (error: ZtokenError) => boolean {
  return ({ code, message }) => {
    const isOver = code === 'factor_ticket_invalid'
    if (isOver) again(message)
    return isOver
  }
}
