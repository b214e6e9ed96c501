import type { Account, AccountChanges } from '@ztoken/core'

/** True where every condition among the changes holds. */
export function isAsExpected(account: Account, { passwordHash, ifEpoch }: AccountChanges): boolean {
  if (passwordHash !== undefined && passwordHash.from !== account.passwordHash) return false
  return ifEpoch === undefined || ifEpoch === account.epoch
}

/** The account after the changes, a copy. A member that is left out or undefined stays. */
export function changed(account: Account, changes: AccountChanges): Account {
  const { passwordHash, moveEpoch = false, ...others } = changes
  const { ifEpoch: _, ifAccess: __, endSessions: ___, ...profile } = others
  return structuredClone({
    user: { ...account.user, ...definedOf(profile) },
    passwordHash: passwordHash === undefined ? account.passwordHash : passwordHash.to,
    epoch: account.epoch + Number(moveEpoch),
  })
}

function definedOf<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Partial<Value>
}
