import type { Store } from '../store/store.ts'

/**
 * The store, with whatever this process changes forgotten before the change is acknowledged, so that
 * nobody is answered here with what was just replaced. A change that failed may have been made all
 * the same.
 */
export function forgetting(
  store: Store,
  forget: (kind: 'account' | 'access', key: string) => void,
): Store {
  const thenForget = <Outcome>(
    change: Promise<Outcome>,
    kind: 'account' | 'access',
    key: string,
  ): Promise<Outcome> => change.finally(() => forget(kind, key))

  return {
    ...store,
    changeAccount: (id, ...how) => thenForget(store.changeAccount(id, ...how), 'account', id),
    mergeAccounts: (merge, ...how) =>
      thenForget(
        thenForget(store.mergeAccounts(merge, ...how), 'account', merge.gone.id),
        'account',
        merge.kept.id,
      ),
    deleteAccount: (id, ...how) => thenForget(store.deleteAccount(id, ...how), 'account', id),
    putRole: (role, ...how) => thenForget(store.putRole(role, ...how), 'access', role.name),
    deleteRole: (name, ...how) => thenForget(store.deleteRole(name, ...how), 'access', name),
  }
}
