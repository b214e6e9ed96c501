import {
  type Account,
  type IdentityKind,
  isBanned,
  type UserPlace,
  type UserQuery,
  type UserSearchStore,
} from '@ztoken/core'
import { lookedAt, type PlacedUser, partOf } from '../judgements/user-slices.ts'
import type { Tables } from './tables.ts'

/** What of a user says what they are found by and is searched, beside phones. */
const shown: readonly IdentityKind[] = ['email', 'username']

export function userSearchStore({ accounts, signIns }: Tables): UserSearchStore {
  return {
    async searchUsers(query) {
      const { order, after, limit } = query
      const isUp = order === 'id' || order === 'oldest'
      const isAfter = (one: UserPlace, other: UserPlace): number => {
        const forward = one.at - other.at || (one.id < other.id ? -1 : Number(one.id > other.id))
        return isUp ? forward : -forward
      }
      const placed = [...accounts.values()]
        .map((account) => ({ account, id: account.user.id, at: placeOf(account, query) }))
        .filter((one): one is typeof one & UserPlace => one.at !== null)
        .filter((one) => after === null || isAfter(one, after) > 0)
        .filter(({ account }) => query.text === null || isFound(account, query))
        .sort(isAfter)
      const most = lookedAt(query)
      const looked = placed.slice(0, most)
      const matching = looked.filter(({ account }) => fits(account, query))
      const found = matching.slice(0, limit + 1).map(
        ({ account: { user }, at }): PlacedUser => ({
          user: { ...structuredClone(user), lastSignInAt: signIns.get(user.id) ?? null },
          at,
        }),
      )
      const last = looked.at(-1)
      const end = looked.length < most || last === undefined ? null : { at: last.at, id: last.id }
      return partOf(query, found, { end, matched: matching.length })
    },
  }

  function placeOf({ user }: Account, { order }: UserQuery): number | null {
    if (order === 'id') return 0
    return order === 'last_sign_in' ? (signIns.get(user.id) ?? null) : user.createdAt
  }
}

function fits({ user, identities }: Account, query: UserQuery): boolean {
  const { now, role, createdFrom, createdUntil } = query
  const { createdAt } = user
  if (query.isBanned !== null && isBanned(user, now) !== query.isBanned) return false
  if (role !== null && !user.roles.includes(role)) return false
  const isVerified = identities.some(({ verifiedAt }) => verifiedAt !== null)
  if (query.isVerified !== null && isVerified !== query.isVerified) return false
  return (
    (createdFrom === null || createdAt >= createdFrom) &&
    (createdUntil === null || createdAt < createdUntil)
  )
}

function isFound({ user, identities }: Account, { text, phone, ending }: UserQuery): boolean {
  const written = text ?? ''
  const lower = written.toLowerCase()
  if (user.id.startsWith(written) || user.name?.toLowerCase().includes(lower)) return true
  return identities.some(({ kind, subject }) => {
    if (kind !== 'phone') return shown.includes(kind) && subject.startsWith(lower)
    const begins = phone !== null && subject.startsWith(phone)
    return begins || (ending !== null && subject.endsWith(ending))
  })
}
