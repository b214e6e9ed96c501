import { describe, expect, it } from 'vitest'
import { languages, openSite, password, useChromium } from './browser.ts'
import { expectAccessible, expectFitsPhone } from './looks.ts'

useChromium()

const words = {
  en: {
    open: 'Merge another account',
    look: 'Continue',
    submit: 'Merge permanently',
    moved: 'This account can then also be signed in to with',
    lost: 'Roles that are lost',
    done: 'Another account was merged into',
    nobody: 'No user matches',
    same: 'The two accounts are one and the same',
  },
  'zh-CN': {
    open: '并入另一个账号',
    look: '下一步',
    submit: '永久合并',
    moved: '此账号将可以用以下方式登录',
    lost: '将丢失的角色',
    done: '已将另一个账号并入',
    nobody: '没有匹配的用户',
    same: '两个账号是同一个',
  },
} as const

describe('A319 merging two accounts', () => {
  it.each(languages)(
    'finds the other, says what would happen, and only then does it (%s)',
    async (language) => {
      const said = words[language]
      const site = await openSite()
      const admin = await site.person({ name: 'admin', permissions: ['user:*', 'post:edit'] })
      await site.auth.putRole({ name: 'writer', permissions: ['post:edit'] })
      const held = (await site.auth.findUser(admin.id))?.roles ?? []
      await site.auth.updateManagedUser(admin.id, { roles: [...held, 'writer'] })
      const [kept, gone] = [
        await site.person({ name: '李四' }),
        await site.person({ name: '李四二' }),
      ]
      await site.auth.updateManagedUser(gone.id, { roles: ['writer'] })
      const page = await site.visitAs(admin, `/admin/users/${kept.id}`, { language })
      const dialog = page.getByRole('dialog')
      const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click()
      await page.getByRole('button', { name: said.open, exact: true }).click()
      const other = page.locator('input[name=other]')
      await other.fill('13000000000')
      await press(said.look)
      await dialog.getByText(said.nobody).waitFor()
      await other.fill(kept.phone)
      await press(said.look)
      await dialog.getByText(said.same).waitFor()
      await other.fill(gone.phone)
      await press(said.look)
      await dialog.getByText(said.moved).waitFor()
      await dialog.getByText(said.lost).waitFor()
      await dialog.getByText(`+86${gone.phone}`).waitFor()
      await expectAccessible(page)
      await expectFitsPhone(page)
      expect(await site.auth.findUser(gone.id)).not.toBeNull()
      await press(said.submit)
      await page.getByText(said.done).waitFor()
      await page.getByText(`+86${gone.phone}`).first().waitFor()
      expect(await site.auth.findUser(gone.id)).toBeNull()
      expect(await site.auth.findUser(kept.id)).toMatchObject({ roles: [] })
      const grant = await site.auth.login({ phone: gone.phone, password })
      expect(grant.user.id).toBe(kept.id)
    },
  )

  it('is offered to whoever may, and asks for the password where it was shown long ago', async () => {
    const site = await openSite()
    const admin = await site.person({ name: 'admin', permissions: ['user:merge', 'user:read'] })
    const reader = await site.person({ name: 'reader', permissions: ['user:read'] })
    const [kept, gone] = [await site.person(), await site.person()]
    const without = await site.visitAs(reader, `/admin/users/${kept.id}`)
    await without.getByRole('heading', { name: 'Signs in with' }).waitFor()
    expect(await without.getByRole('button', { name: words.en.open }).count()).toBe(0)

    const page = await site.visitAs(admin, `/admin/users/${kept.id}`)
    const press = (name: string) =>
      page.getByRole('dialog').last().getByRole('button', { name, exact: true }).click()
    site.advance(1000)
    await page.getByRole('button', { name: words.en.open, exact: true }).click()
    await page.locator('input[name=other]').fill(gone.id)
    await press(words.en.look)
    await press(words.en.submit)
    await page.locator('input[name=step_up_password]').fill(password)
    expect(await site.auth.findUser(gone.id)).not.toBeNull()
    await page.keyboard.press('Enter')
    await page.getByText(words.en.done).waitFor()
    expect(await site.auth.findUser(gone.id)).toBeNull()
  })
})
