import { describe, expect, it } from 'vitest'
import { suggestion } from '../src/index.ts'
import { failsWith, open, password, phone } from './open.ts'

describe('what is mistyped', () => {
  it('is answered with the name that is near, or with none', () => {
    expect(suggestion('acessTokenSeconds', ['accessTokenSeconds', 'store'])).toBe(
      ' (did you mean accessTokenSeconds?)',
    )
    expect(suggestion('zzzzzzzz', ['store'])).toBe('')
  })
})

describe('whom a page of the audit names', () => {
  it('is everybody once, and nobody who is gone; each as the wire shows them', async () => {
    const { core } = await open()
    const one = await core.createUser({ phone, password, name: '张三' })
    const gone = await core.createUser({ phone: '13900139000', password })
    await core.ban(one.id, {}, { actorId: null })
    await core.deleteAccount(gone.id)
    const { items } = await core.searchAudit({})
    const people = await core.peopleOf(items)
    expect(people.map(({ id }) => id)).toEqual([one.id])
    expect(people.map(core.views.auditPerson)).toMatchObject([{ id: one.id, name: '张三' }])
    expect(await core.peopleOf([])).toEqual([])
  })
})

describe('a link that does not hold', () => {
  it('is refused before anybody fills in a form for it', async () => {
    const { core } = await open()
    await expect(core.checkResetToken('junk')).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    await expect(core.checkSetupToken('junk')).rejects.toMatchObject(
      failsWith('setup_token_invalid'),
    )
    const { id } = await core.createUser({ phone, password })
    const { resetToken } = await core.requestPasswordReset(id)
    await core.checkResetToken(resetToken)
  })
})
