/** A request that was sent: its answer, or null where the line was cut before one came. */
export interface Answer {
  readonly status: number
  readonly reason: string | null
  readonly data: Record<string, unknown>
}

export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer | null>

export interface AskOptions {
  readonly token?: string
  readonly body?: unknown
}

/** Asks a server over HTTP; knows nothing but what was answered. */
export function createAsk(url: string): Ask {
  return async (method, path, { token, body } = {}) => {
    try {
      const reply = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const { reason = null, data = {} } = (await reply.json()) as Partial<Answer>
      return { status: reply.status, reason, data: data as Record<string, unknown> }
    } catch {
      return null
    }
  }
}

/** What a client knows to be true, from the answers it has had. `maybe`: asked and never answered. */
export type Fact = 'no' | 'maybe' | 'yes'

export interface KnownSession {
  access: string
  refresh: string
  ended: Fact
}

export interface Person {
  readonly phone: string
  id: string | null
  password: string
  /** Set while a change of the password has not been answered. */
  nextPassword: string | null
  registered: Fact
  banned: Fact
  sessions: KnownSession[]
  /** Changes that were answered. */
  acknowledged: number
}

/** A life that never stands still: register, sign in, refresh, change the password, sign out, a ban. */
export async function live(
  person: Person,
  ask: Ask,
  adminToken: string,
  random: () => number,
): Promise<void> {
  const { phone } = person
  person.registered = 'maybe'
  const body = { phone, password: person.password }
  const registered = await ask('POST', '/v1/register', { body })
  if (registered?.status !== 200) return settle(person, registered)
  person.registered = 'yes'
  person.acknowledged += 1
  person.id = (registered.data.user as { id: string }).id
  addSession(person, registered.data)

  for (let step = 0; step < 12; step += 1) {
    const chosen = random()
    const done =
      chosen < 0.5
        ? await refresh(pick(person, random), ask)
        : chosen < 0.65
          ? await signIn(person, ask)
          : chosen < 0.85
            ? await signOut(person, pick(person, random), ask)
            : chosen < 0.93
              ? await changePassword(person, ask, step)
              : await ban(person, ask, adminToken)
    if (!done) return
    person.acknowledged += 1
  }
}

/** A registration that was refused outright is no registration. */
function settle(person: Person, answer: Answer | null): void {
  if (answer !== null) person.registered = answer.reason === 'unavailable' ? 'maybe' : 'no'
}

function addSession(person: Person, data: Record<string, unknown>): void {
  const { access_token: access, refresh_token: refreshToken } = data
  person.sessions.push({ access: String(access), refresh: String(refreshToken), ended: 'no' })
}

function pick({ sessions }: Person, random: () => number): KnownSession | undefined {
  const open = sessions.filter(({ ended }) => ended === 'no')
  return open[Math.floor(random() * open.length)]
}

export async function refresh(session: KnownSession | undefined, ask: Ask): Promise<boolean> {
  if (session === undefined) return true
  const body = { refresh_token: session.refresh }
  const answer = await ask('POST', '/v1/refresh', { body })
  if (answer?.status !== 200) return false
  session.access = String(answer.data.access_token)
  session.refresh = String(answer.data.refresh_token)
  return true
}

async function signIn(person: Person, ask: Ask): Promise<boolean> {
  const body = { phone: person.phone, password: person.password }
  const answer = await ask('POST', '/v1/login', { body })
  if (answer?.status === 200) addSession(person, answer.data)
  return answer?.status === 200
}

async function signOut(
  person: Person,
  session: KnownSession | undefined,
  ask: Ask,
): Promise<boolean> {
  // The last open session stays, so that there is somebody to ban and to refresh.
  const open = person.sessions.filter(({ ended }) => ended === 'no')
  if (session === undefined || open.length < 2) return true
  session.ended = 'maybe'
  const answer = await ask('POST', '/v1/logout', { token: session.access })
  if (answer?.status === 200) session.ended = 'yes'
  return answer?.status === 200
}

async function changePassword(person: Person, ask: Ask, step: number): Promise<boolean> {
  const session = person.sessions.find(({ ended }) => ended === 'no')
  if (session === undefined) return true
  const wanted = `a changed phrase ${step}`
  // The one that asks goes on in another's place, with new tokens.
  const ending = person.sessions.filter(({ ended }) => ended === 'no')
  person.nextPassword = wanted
  for (const one of ending) one.ended = 'maybe'
  const body = { password: person.password, new_password: wanted }
  const answer = await ask('PUT', '/v1/me/password', { token: session.access, body })
  if (answer?.status !== 200) return false
  person.password = wanted
  person.nextPassword = null
  for (const one of ending) one.ended = 'yes'
  addSession(person, answer.data)
  return true
}

async function ban(person: Person, ask: Ask, adminToken: string): Promise<boolean> {
  person.banned = 'maybe'
  const answer = await ask('PUT', `/v1/users/${person.id}/ban`, { token: adminToken, body: {} })
  if (answer?.status === 200) person.banned = 'yes'
  // Whether it was answered or not, there is nothing more to live for.
  return false
}
