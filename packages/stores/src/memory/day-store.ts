import { type DayStore, dayOf } from '@ztoken/core'
import type { Tables } from './tables.ts'

export function dayStore(tables: Tables): DayStore {
  const { accounts, activeUsers, days } = tables

  return {
    async keepDay(day) {
      const users = [...accounts.values()]
      days.set(day, {
        day,
        registrations: users.filter(({ user }) => dayOf(user.createdAt) === day).length,
        active: activeUsers.get(day)?.size ?? 0,
        failures: tables.audit.filter(
          ({ event, at }) => event === 'login_failed' && dayOf(at) === day,
        ).length,
        users: users.length,
      })
    },
    listDays: async (from, limit) =>
      [...days.values()]
        .filter(({ day }) => day >= from)
        .sort((one, other) => one.day - other.day)
        .slice(0, limit)
        .map((day) => ({ ...day })),
    async sweepDays({ active, kept }) {
      let rows = 0
      for (const [day, users] of activeUsers) {
        if (day >= active) continue
        rows += users.size
        activeUsers.delete(day)
      }
      for (const day of days.keys()) if (day < kept && days.delete(day)) rows += 1
      return rows
    },
  }
}
