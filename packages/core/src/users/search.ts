import { ZtokenError } from '@ztoken/contract'
import type { Phones } from '../ground/account/phone.ts'
import type {
  FoundUsers,
  ListedUser,
  UserOrder,
  UserPlace,
  UserQuery,
} from '../ground/account/user-search-store.ts'
import { dayOf } from '../ground/days/day-store.ts'
import type { Ground } from '../ground/ground.ts'
import { requireInstant } from '../ground/page/instant.ts'
import type { Page, PageInput } from '../ground/page/pages.ts'

/** Whom an administrator looks for. What is left out, or null, leaves out nobody. */
export interface UserSearch extends PageInput {
  /**
   * A part of the name, how a phone, e-mail address, username or id begins, or how a phone ends
   * (four digits or more); blanks and dashes in a phone do not matter. A thousand people at most are
   * found in each of these ways.
   */
  readonly search?: string | null
  /** By id unless said. By the last sign-in only those are listed who have signed in. */
  readonly order?: UserOrder
  /** Whether a ban of theirs holds now. */
  readonly banned?: boolean | null
  /** Who has this role. */
  readonly role?: string | null
  /** Whether they have shown that one of their identities is theirs. */
  readonly verified?: boolean | null
  /** Milliseconds: only accounts made at this moment or later. */
  readonly createdFrom?: number | null
  /** Milliseconds: only accounts made before this moment. */
  readonly createdUntil?: number | null
}

export interface UsersFound extends Page<ListedUser> {
  /** How many fit in all, on the first page; null on the others. */
  readonly total: UserTotal | null
}

/** How many users fit. Many are not counted for a request. */
export interface UserTotal {
  readonly users: number
  /** `at_least`: there are as many or more; `about`: as of the last count of everybody. */
  readonly is: 'exact' | 'at_least' | 'about'
}

/** How many days back a count of everybody is looked for. */
const lookedBack = 3

export function createUserSearch({
  store,
  phones,
  pages,
  clock,
}: Pick<Ground, 'store' | 'phones' | 'pages' | 'clock'>): (
  input?: UserSearch,
) => Promise<UsersFound> {
  async function totalOf(query: UserQuery, { counted }: FoundUsers): Promise<UserTotal> {
    if (counted.isAll) return { users: counted.users, is: 'exact' }
    if (isFiltered(query)) return { users: counted.users, is: 'at_least' }
    const days = await store.listDays(dayOf(clock()) - lookedBack, lookedBack + 1)
    const last = days.at(-1)
    // Before the first count of everybody only so much is known.
    return last === undefined || last.users < counted.users
      ? { users: counted.users, is: 'at_least' }
      : { users: last.users, is: 'about' }
  }

  return async (input = {}) => {
    const { order = 'id', search = null } = input
    // A cursor of one order means nothing in another.
    const list = order === 'id' ? 'users' : `users_${order}`
    const { position, limit } = pages.require(list, input)
    const query: UserQuery = {
      order,
      after: position === null ? null : placeIn(order, position),
      limit,
      ...searchIn(phones, search),
      isBanned: input.banned ?? null,
      now: clock(),
      role: input.role ?? null,
      isVerified: input.verified ?? null,
      createdFrom: requireInstant(input.createdFrom ?? null, '/created_from'),
      createdUntil: requireInstant(input.createdUntil ?? null, '/created_until'),
    }
    const found = await store.searchUsers(query)
    const next = found.next === null ? null : positionOf(order, found.next)
    const total = query.after === null ? await totalOf(query, found) : null
    return { ...pages.upTo(list, found.users, next), total }
  }
}

function isFiltered({ text, isBanned, role, isVerified, ...query }: UserQuery): boolean {
  const { order, createdFrom, createdUntil } = query
  const filters = [text, isBanned, role, isVerified, createdFrom, createdUntil]
  return order === 'last_sign_in' || filters.some((one) => one !== null)
}

/** By id a cursor is what it always was, so that who pages through an update goes on. */
function positionOf(order: UserOrder, { at, id }: UserPlace): string {
  return order === 'id' ? id : `${at} ${id}`
}

function placeIn(order: UserOrder, position: string): UserPlace {
  if (order === 'id') return { at: 0, id: position }
  const [at = ''] = position.split(' ', 1)
  return { at: Number(at), id: position.slice(at.length + 1) }
}

type Searched = Pick<UserQuery, 'text' | 'phone' | 'ending'>

/** What a text may mean: people write phones in groups, and as they have them in mind. */
function searchIn(phones: Phones, search: string | null): Searched {
  if (search === null || search === '') return { text: null, phone: null, ending: null }
  const digits = search.normalize('NFKC').replaceAll(/[\s().-]/g, '')
  if (!/^\+?[0-9]{1,15}$/.test(digits)) return { text: search, phone: null, ending: null }
  const ending = /^[0-9]{4,15}$/.test(digits) ? digits : null
  return { text: search, phone: phoneIn(phones, digits), ending }
}

/** How a phone begins, in its canonical form, however much of it is given. */
function phoneIn(phones: Phones, digits: string): string {
  try {
    return phones.requireCanonical(digits)
  } catch (error) {
    if (!(error instanceof ZtokenError)) throw error
    return /^1[0-9]{2,10}$/.test(digits) ? `+86${digits}` : digits
  }
}
