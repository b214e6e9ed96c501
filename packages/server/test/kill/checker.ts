import assert from 'node:assert/strict'
import { type Ask, type KnownSession, type Person, refresh } from './client.ts'

/**
 * Holds a server that came back against what a client was told: nothing acknowledged is lost or
 * undone, and what was never answered has happened whole or not at all. Settles every `maybe`.
 */
export async function check(person: Person, ask: Ask, adminToken: string): Promise<void> {
  const { phone } = person
  if (person.registered === 'no') return
  const found = await findManaged(person, ask, adminToken)
  if (person.registered === 'maybe') {
    person.registered = found === null ? 'no' : 'yes'
    if (found === null) return
    person.id = found.id
  }
  assert.ok(found !== null, `${phone}: the registration is lost`)
  assert.equal(found.phone, `+86${phone}`)

  const isBanned = found.ban !== null
  if (person.banned === 'yes') assert.ok(isBanned, `${phone}: the ban is lost`)
  if (person.banned === 'no') assert.ok(!isBanned, `${phone}: banned by nobody`)
  person.banned = isBanned ? 'yes' : 'no'
  const changed = await checkPassword(person, ask)
  for (const session of person.sessions) {
    await checkSession(person, session, ask, changed)
  }
}

interface Managed {
  readonly id: string
  readonly phone: string
  readonly ban: unknown
}

async function findManaged(
  { id, phone }: Person,
  ask: Ask,
  token: string,
): Promise<Managed | null> {
  if (id !== null) {
    const answer = await ask('GET', `/v1/users/${id}`, { token })
    return answer?.status === 200 ? (answer.data as unknown as Managed) : null
  }
  const answer = await ask('GET', `/v1/users?search=%2B86${phone}`, { token })
  assert.equal(answer?.status, 200)
  const { users } = answer.data as { users: Managed[] }
  return users[0] ?? null
}

/** Exactly one password opens the door. Out: whether a change that was not answered has happened. */
async function checkPassword(person: Person, ask: Ask): Promise<boolean> {
  const opens = async (password: string): Promise<boolean> => {
    const answer = await ask('POST', '/v1/login', { body: { phone: person.phone, password } })
    assert.ok(answer !== null && answer.status !== 503, 'no answer')
    const isRight = answer.status === 200 || answer.reason === 'user_banned'
    assert.equal(answer.status === 200, isRight && person.banned === 'no')
    assert.ok(isRight || answer.reason === 'credentials_wrong', String(answer.reason))
    return isRight
  }
  const old = await opens(person.password)
  if (person.nextPassword === null) {
    assert.ok(old, `${person.phone}: the password is lost`)
    return false
  }
  const next = await opens(person.nextPassword)
  assert.notEqual(old, next, `${person.phone}: a change of the password that is half done`)
  if (next) person.password = person.nextPassword
  person.nextPassword = null
  return next
}

/** Access and refresh token agree on whether the session is open. */
async function checkSession(
  person: Person,
  session: KnownSession,
  ask: Ask,
  passwordChanged: boolean,
): Promise<void> {
  const { phone } = person
  const before = await ask('GET', '/v1/me', { token: session.access })
  const isOpen = before?.status === 200
  const goesOn = await refresh(session, ask)
  assert.equal(isOpen, goesOn, `${phone}: a session that is half ended`)
  if (person.banned === 'yes') assert.ok(!isOpen, `${phone}: a banned user’s session is open`)
  else if (session.ended === 'yes') assert.ok(!isOpen, `${phone}: a session that ended is open`)
  else if (session.ended === 'no') assert.ok(isOpen, `${phone}: a session is lost`)
  else if (passwordChanged) assert.ok(!isOpen, `${phone}: outlived a change of the password`)
  session.ended = isOpen ? 'no' : 'yes'
}
