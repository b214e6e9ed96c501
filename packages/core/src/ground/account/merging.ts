import { fitTogether, type UserFieldValues } from '../user-fields/schema.ts'
import type { Account, AccountChanges } from './account-changes.ts'
import { type Identity, type IdentityKind, identityKey } from './identity.ts'
import type { User } from './user.ts'

/** What two accounts come to as one. */
export interface Merging {
  /** What the kept account will be found by as well, since now. */
  readonly moved: readonly Identity[]
  /** What neither will be found by any more: nobody's, then. */
  readonly released: readonly Identity[]
  /** What of the profile is the other's, since the kept account has none. */
  readonly profile: Partial<Pick<User, 'name' | 'avatar' | 'intro' | 'fields'>>
  readonly rolesGained: readonly string[]
  readonly rolesLost: readonly string[]
}

const profileFields = ['name', 'avatar', 'intro'] as const

export interface MergingHow {
  readonly withRoles: boolean
  /** The kinds to which codes are sent here, by which their owners prove them. */
  readonly provable: readonly IdentityKind[]
  /** Milliseconds. */
  readonly at: number
}

/**
 * What goes from one account to another. Nothing of credentials does: a password opens what it was
 * set for. What could be proven and never was is nobody's where something was proven on the other
 * side: its owner, who may be a stranger, would be let in by the first proof of it (attack A314).
 */
export function mergingOf(
  kept: Account,
  gone: Account,
  { withRoles, provable, at }: MergingHow,
): Merging {
  const isOpen = ({ kind, verifiedAt }: Identity): boolean =>
    verifiedAt === null && provable.includes(kind)
  const staysBehind = isAnyProven([...kept.identities, ...gone.identities]) ? isOpen : () => false
  const moved = gone.identities.filter((one) => !staysBehind(one))
  const goes = isAnyProven(moved) ? isOpen : () => false
  const missing = profileFields.filter(
    (field) => kept.user[field] === null && gone.user[field] !== null,
  )
  const further = gone.user.roles.filter((role) => !kept.user.roles.includes(role))
  return {
    moved: moved.map((one) => ({ ...one, createdAt: at })),
    released: [...kept.identities.filter(goes), ...gone.identities.filter(staysBehind)],
    profile: {
      ...Object.fromEntries(missing.map((field) => [field, gone.user[field]])),
      ...fieldsBetween(kept.user.fields ?? {}, gone.user.fields ?? {}),
    },
    rolesGained: withRoles ? further : [],
    rolesLost: withRoles ? [] : further,
  }
}

/** The fields that the kept account has none of, where all are few enough to be kept together. */
function fieldsBetween(kept: UserFieldValues, gone: UserFieldValues): Pick<User, 'fields'> {
  const fields = { ...gone, ...kept }
  const isMore = Object.keys(fields).length > Object.keys(kept).length
  return isMore && fitTogether(fields) ? { fields } : {}
}

function isAnyProven(identities: readonly Identity[]): boolean {
  return identities.some(({ verifiedAt }) => verifiedAt !== null)
}

/** What a merging changes of the account that is kept. */
export function changesOf({ user }: Account, merging: Merging): AccountChanges {
  const { moved, released, profile, rolesGained } = merging
  return {
    ...profile,
    ...(rolesGained.length > 0 && { roles: [...user.roles, ...rolesGained].sort() }),
    identities: { put: moved, remove: released },
    // What is under way by what it was found by until now is judged anew.
    moveEpoch: true,
  }
}

/** The subjects of the codes that were sent to what an account is found by. */
export function codeSubjectsOf({ identities }: Account): string[] {
  return identities.map(identityKey)
}
