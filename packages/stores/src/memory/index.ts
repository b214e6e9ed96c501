import type { Account, Revocation, Session, Store, User } from '@ztoken/core'

/** A store in memory: the same promises but for surviving the process. */
export function memoryStore(): Store {
  const accounts = new Map<string, Account>()
  const idsByPhone = new Map<string, string>()
  const sessions = new Map<string, Session>()
  const revocations: Revocation[] = []

  function revoke(key: string, until: number): void {
    revocations.push({ sequence: revocations.length + 1, key, until })
  }

  function openSessions(userId: string): Session[] {
    return [...sessions.values()]
      .filter((session) => session.userId === userId && session.endedAt === null)
      .sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1))
  }

  return {
    ready: async () => undefined,
    close: async () => undefined,
    findUser: async (id) => copied(accounts.get(id)?.user),
    findAccount: async (id) => copied(accounts.get(id)),
    findAccountByPhone: async (phone) => copied(accounts.get(idsByPhone.get(phone) ?? '')),
    listUsers: async ({ after, limit }) =>
      [...accounts.values()]
        .map(({ user }): User => ({ ...user }))
        .filter(({ id }) => id > (after ?? ''))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit),
    async addAccount(account) {
      const { id, phone } = account.user
      if (accounts.has(id)) return 'id_taken'
      if (idsByPhone.has(phone)) return 'phone_taken'
      accounts.set(id, structuredClone(account))
      idsByPhone.set(phone, id)
      return 'added'
    },
    async updateUser(id, changes) {
      const account = accounts.get(id)
      if (account === undefined) return null
      const user = { ...account.user, ...definedOf(changes) }
      accounts.set(id, { ...account, user })
      return { ...user }
    },
    async replacePasswordHash(id, from, to) {
      const account = accounts.get(id)
      if (account === undefined || account.passwordHash !== from) return false
      accounts.set(id, { ...account, passwordHash: to })
      return true
    },
    async addSession(session) {
      sessions.set(session.id, { ...session })
    },
    findSession: async (id) => copied(sessions.get(id)),
    listSessions: async (userId) => openSessions(userId).map((session) => ({ ...session })),
    async rotateSession(id, counter, at) {
      const session = sessions.get(id)
      if (session?.counter !== counter || session.endedAt !== null) return false
      sessions.set(id, { ...session, counter: counter + 1, rotatedAt: at, usedAt: at })
      return true
    },
    async endSession(id, { at, reason, revokedUntil }) {
      const session = sessions.get(id)
      if (session === undefined || session.endedAt !== null) return false
      sessions.set(id, { ...session, endedAt: at, endReason: reason })
      revoke(id, revokedUntil)
      return true
    },
    async endSessions(userId, { at, reason, revokedUntil }, except) {
      const ending = openSessions(userId).filter(({ id }) => id !== except)
      for (const session of ending) {
        sessions.set(session.id, { ...session, endedAt: at, endReason: reason })
        revoke(session.id, revokedUntil)
      }
      return ending.map(({ id }) => id)
    },
    async revokeToken(key, until) {
      revoke(key, until)
    },
    listRevocations: async (sequence, now) =>
      revocations
        .filter((entry) => entry.sequence > sequence && entry.until >= now)
        .map((entry) => ({ ...entry })),
  }
}

function copied<Value>(value: Value | undefined): Value | null {
  return value === undefined ? null : structuredClone(value)
}

/** The members that were given a value: one left out stays as it is. */
function definedOf<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Partial<Value>
}
