import { type ListedUserView, listUsers, readUserFields, type UsersView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { onScopeDispose, type Ref, ref } from 'vue'
import { csvHead, csvLine } from '../../client/csv.ts'
import { saveFile } from '../../client/download.ts'
import { type Action, useAction } from '../../client/failure.ts'
import { type UserFilters, usersQueryOf } from './user-filters.ts'

const pageSize = 200
const columns = [
  ...['id', 'name', 'phone', 'email', 'username', 'roles', 'level'],
  ...['created_at', 'last_sign_in_at', 'ban_since', 'ban_until', 'ban_reason'],
]

/** Fetches everybody who fits the filters, page by page, and gives them as a file. */
export function useUsersExport(): Action<[UserFilters]> & { readonly count: Ref<number> } {
  const client = useZtoken()
  const count = ref(0)
  const running = new AbortController()
  onScopeDispose(() => running.abort())

  const action = useAction(
    async (filters: UserFilters) => {
      const { signal } = running
      const { fields } = await call(client, readUserFields, undefined, { signal })
      const names = fields.map(({ name }) => name)
      const parts = [csvHead([...columns, ...names.map((name) => `fields.${name}`)])]
      count.value = 0
      let after: string | null = null
      do {
        const query = usersQueryOf(filters, after, pageSize)
        const page: UsersView = await call(client, listUsers, query, { signal })
        parts.push(
          page.users
            .map((user) => csvLine([...cellsOf(user), ...ownCellsOf(user, names)]))
            .join(''),
        )
        count.value += page.users.length
        after = page.next
      } while (after !== null)
      const now = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
      saveFile(`ztoken-users-${now}.csv`, new Blob(parts, { type: 'text/csv;charset=utf-8' }))
    },
    () => running.signal.aborted,
  )
  return { ...action, count }
}

/** In the order of the columns. */
function cellsOf({ ban, level, roles, ...user }: ListedUserView): string[] {
  return [
    ...[user.id, user.name, user.phone, user.email, user.username, roles.join(' ')],
    ...[level, user.created_at, user.last_sign_in_at, ban?.since, ban?.until, ban?.reason],
  ].map((value) => String(value ?? ''))
}

function ownCellsOf({ fields = {} }: ListedUserView, names: readonly string[]): string[] {
  return names.map((name) => String(fields[name] ?? ''))
}
