import { randomBytes } from 'node:crypto'
import { type DemoPerson, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { operator } from './context.ts'
import type { Terminal } from './terminal.ts'

/** Who is there to be tried. */
export const demoPeople = [
  { phone: '13800138000', password: 'pass-word-0', name: '张三', roles: [] },
  { phone: '15912345678', password: 'pass-word-1', name: '李四', roles: [] },
  { phone: '18612345678', password: 'pass-word-2', name: '王五', roles: ['admin'] },
] as const

type Demo = (typeof demoPeople)[number]

/** Everybody knows their passwords: one of them administers only where this machine alone gets in. */
export async function addDemoPeople(core: Core, isAlone: boolean): Promise<void> {
  const anybody = await core.listUsers({ after: null, limit: 1 })
  if (anybody.length > 0) return
  await Promise.all(
    demoPeople.map((person) =>
      core.createUser({ ...person, roles: isAlone ? person.roles : [] }).catch((error: unknown) => {
        // Another process on the same database was quicker.
        if (!(error instanceof ZtokenError && error.code === 'phone_taken')) throw error
      }),
    ),
  )
}

/** Those who are there, in a database that may have become somebody's own. */
export async function demoPeopleIn(core: Core): Promise<DemoPerson[]> {
  const found = await Promise.all(
    demoPeople.map(async ({ phone, password, name }) => {
      const user = await core.findUser(phone)
      return user === null ? [] : [{ phone, password, name, roles: [...user.roles] }]
    }),
  )
  return found.flat()
}

/**
 * Where others than this machine get in, nobody keeps a role and a password that everybody knows
 * (OWASP ASVS 6.3.2): such a database was filled by `ztoken dev`. The password is replaced by one
 * that nobody knows, which ends the sessions; the terminal says so.
 */
export async function closeWellKnownDoors(core: Core, terminal: Terminal): Promise<void> {
  for (const { phone, password } of demoPeople) {
    const user = await core.findUser(phone)
    if (user === null || user.roles.length === 0) continue
    if (!(await core.hasPassword(user.id, password))) continue
    await core.setPassword(user.id, randomBytes(32).toString('base64url'), operator)
    terminal.out(
      `${phone} is a demo person with a role and a password that everybody knows: it opens nothing any more (ztoken user password ${phone})`,
    )
  }
}

/** Those whose password is another by now, or who have gone: their words open nothing. */
export async function changedPeople(core: Core): Promise<readonly Demo[]> {
  const holds = async ({ phone, password }: Demo): Promise<boolean> => {
    const user = await core.findUser(phone)
    return user !== null && core.hasPassword(user.id, password)
  }
  const held = await Promise.all(demoPeople.map(holds))
  return demoPeople.filter((_, n) => held[n] === false)
}
