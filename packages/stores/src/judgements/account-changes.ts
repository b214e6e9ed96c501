import {
  type Account,
  type AccountChanges,
  type AuditRecord,
  type Credential,
  foundBy,
  type Identity,
  identityKey,
  oldestFirst,
  type RecordChange,
  type User,
  type UserFieldValues,
} from '@ztoken/core'

/** True where every condition among the changes holds. */
export function isAsExpected(
  account: Account,
  { credentials, ifEpoch, ifFields }: AccountChanges,
): boolean {
  const isNext = ({ id, version }: Credential): boolean =>
    version === 1 + (account.credentials.find((known) => known.id === id)?.version ?? 0)
  if (!(credentials?.put ?? []).every(isNext)) return false
  if (ifFields !== undefined && !isSame(ifFields, account.user.fields ?? {})) return false
  return ifEpoch === undefined || ifEpoch === account.epoch
}

/** Of plain values, in whatever order. */
function isSame(one: UserFieldValues, other: UserFieldValues): boolean {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  )
}

/** The account after the changes, a copy. A member that is left out or undefined stays. */
export function changed(account: Account, changes: AccountChanges): Account {
  const { identities: names, credentials: shown, moveEpoch = false, ...others } = changes
  const { ifEpoch: _, ifAccess: __, ifFields: ___, endSessions: ____, ...profile } = others
  const identities = changedIdentities(account.identities, names)
  const user = { ...account.user, ...definedOf(profile), ...foundBy(identities) }
  return structuredClone({
    user: withoutEmptyFields(user),
    identities,
    credentials: changedCredentials(account.credentials, shown),
    epoch: account.epoch + Number(moveEpoch),
  })
}

/** Nothing that is kept is left out, so that every store says it in one way. */
export function withoutEmptyFields({ fields = {}, ...user }: User): User {
  return Object.keys(fields).length === 0 ? user : { ...user, fields }
}

function changedIdentities(
  known: readonly Identity[],
  { put = [], remove = [] }: AccountChanges['identities'] = {},
): Identity[] {
  const gone = [...put, ...remove].map(identityKey)
  return [...known.filter((one) => !gone.includes(identityKey(one))), ...put].sort(oldestFirst)
}

function changedCredentials(
  known: readonly Credential[],
  { put = [], remove = [] }: AccountChanges['credentials'] = {},
): Credential[] {
  const gone = [...put.map(({ id }) => id), ...remove]
  return [...known.filter(({ id }) => !gone.includes(id)), ...put].sort(byAge)
}

function byAge(one: Credential, other: Credential): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}

function definedOf<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Partial<Value>
}

/** What is recorded of a change to somebody. */
export function recordsOf(
  audit: readonly AuditRecord[] | RecordChange,
  before: User,
): readonly AuditRecord[] {
  return typeof audit === 'function' ? audit(before) : audit
}
