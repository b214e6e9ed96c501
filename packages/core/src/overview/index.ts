import { ZtokenError } from '@ztoken/contract'
import { type Day, dayOf } from '../ground/days/day-store.ts'
import type { Ground } from '../ground/ground.ts'

/** How the days went, for administrators. */
export interface Overview {
  /**
   * The figures of the last days, today's among them, the oldest first. Days are those of UTC. They
   * are counted by `sweep`, every ten minutes; of a small number of users today's are of this
   * moment. Days that nothing was counted on are not among them.
   *
   * @throws ZtokenError `invalid_request` where `days` is not 1 to 400; `unavailable`.
   */
  readDays(input?: { readonly days?: number }): Promise<readonly Day[]>
}

const usual = 28
const most = 400

/** So many are counted in less than a millisecond. */
const fewUsers = 10_000

export function createOverview({ store, clock }: Pick<Ground, 'store' | 'clock'>): Overview {
  return {
    async readDays({ days = usual } = {}) {
      if (!(Number.isSafeInteger(days) && days >= 1 && days <= most)) {
        throw new ZtokenError('invalid_request', { field: '/days' })
      }
      const today = dayOf(clock())
      const read = (): Promise<Day[]> => store.listDays(today - days + 1, days)
      const known = await read()
      const last = known.at(-1)
      if (last === undefined || last.users > fewUsers) return known
      await store.keepDay(today)
      return read()
    },
  }
}
