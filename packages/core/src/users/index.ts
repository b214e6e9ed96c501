import type { Actor } from '../ground/access/authority.ts'
import type { Access } from '../ground/access/role.ts'
import type { NewAccount } from '../ground/account/new-accounts.ts'
import { updateAccount } from '../ground/account/update.ts'
import type { User, UserChanges } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import { createUserSearch, type UserSearch, type UsersFound } from './search.ts'

export type CreateUserInput = NewAccount

/** What an administrator may change about somebody. A member left out stays as it is. */
export interface ManagedUserChanges extends UserChanges {
  readonly level?: number | null
  readonly roles?: readonly string[]
}

/** Everybody's accounts, for administrators and the application. */
export interface Users {
  /**
   * Adds a user without signing them in.
   *
   * @throws ZtokenError `phone_invalid`, `password_too_short`, `password_too_long`,
   * `password_common`, `password_breached`, `phone_taken`, `role_unknown`, `user_field_unknown`,
   * `user_field_invalid`, `user_fields_too_large`, `permission_denied` where the actor may not give
   * the roles, `step_up_required`, `conflict`, `unavailable`.
   */
  createUser(input: CreateUserInput, actor?: Actor): Promise<User>
  /**
   * Changes somebody; new roles hold at once, and what was begun under the old ones (a login, a
   * reset token) ends.
   *
   * @throws ZtokenError `not_found`, `role_unknown`, `permission_denied`, `last_administrator`,
   * `step_up_required`, `user_field_unknown`, `user_field_invalid`, `user_fields_too_large`,
   * `conflict`, `unavailable`.
   */
  updateManagedUser(userId: string, changes: ManagedUserChanges, actor?: Actor): Promise<User>
  /**
   * The user with this id or, failing that, found by this phone in any form, e-mail address or
   * username; or null.
   *
   * @throws ZtokenError `unavailable`.
   */
  findUser(idOrName: string): Promise<User | null>
  /**
   * Users in order of id after the one given, at most `limit`, for the application.
   *
   * @throws ZtokenError `unavailable`.
   */
  listUsers(page: { after: string | null; limit: number }): Promise<User[]>
  /**
   * A page of users as administrators look for them: with a search, filters and an order. Where few
   * fit among many, a page may hold fewer than `limit`, or nobody, and still have a `next`.
   *
   * @throws ZtokenError `cursor_invalid`, `invalid_request`, `unavailable`.
   */
  searchUsers(search?: UserSearch): Promise<UsersFound>
}

export function createUsers(
  ground: Pick<
    Ground,
    | 'store'
    | 'audit'
    | 'authority'
    | 'newAccounts'
    | 'userFields'
    | 'phones'
    | 'identifiers'
    | 'pages'
    | 'clock'
  >,
): Users {
  const { store, authority, newAccounts, identifiers } = ground

  async function requireMayGive(
    actor: Actor,
    userId: string,
    { roles, held }: { readonly roles: readonly string[]; readonly held: Access },
  ): Promise<void> {
    const given = await authority.requireAccessOf(roles)
    await authority.requireCovers(actor, given)
    const permissions = held.permissions.filter((one) => !given.permissions.includes(one))
    await authority.requireSomebodyLeft(actor, { permissions }, { userId })
  }

  async function findByName(text: string): Promise<User | null> {
    for (const name of identifiers.candidates(text)) {
      const account = await store.findAccountByIdentity(name)
      if (account !== null) return account.user
    }
    return null
  }

  return {
    async createUser(given, actor = {}) {
      const input = await newAccounts.requireAcceptable(given, 'admin')
      await authority.requireStepUp(actor)
      const judge = async (): Promise<void> =>
        authority.requireCovers(actor, await authority.requireAccessOf(input.roles ?? []))
      // Who may not give these roles is told before anything is hashed for them.
      await judge()
      const claimant = claimantOf(actor.actorId ?? null, actor.address ?? null)
      const account = await newAccounts.make(input, claimant)
      const { user } = account
      const record = authority.recordBy(actor, 'user_created', { userId: user.id })
      await authority.under(judge, (ifAccess) => newAccounts.add(account, record, { ifAccess }))
      return user
    },
    async updateManagedUser(userId, changes, actor = {}) {
      await authority.requireStepUp(actor)
      const roles = changes.roles && [...new Set(changes.roles)].sort()
      const kept = { ...changes, ...(roles && { roles, moveEpoch: true }) }
      return authority.under(
        async () => {
          const held = await authority.requireTarget(userId)
          await authority.requireCovers(actor, held)
          if (roles !== undefined) await requireMayGive(actor, userId, { roles, held })
        },
        (ifAccess) =>
          updateAccount(
            ground,
            userId,
            { ...kept, ifAccess },
            { actor, by: 'admin', whenMissing: 'not_found' },
          ),
      )
    },
    findUser: async (idOrName) => (await store.findUser(idOrName)) ?? findByName(idOrName),
    listUsers: (page) => store.listUsers(page),
    searchUsers: createUserSearch(ground),
  }
}
