import { expect, it } from 'vitest'
import { newAccount } from '../src/ground/account/new-accounts.ts'
import { open } from './open.ts'

it('no password is made of what everybody could know of its owner, and none is refused for what they lack', async () => {
  const { core, store } = await open()
  const found = {
    phone: '+8613800138000',
    email: 'qm7vx.zk2w@example.com',
    username: 'h3nfz8rt4p',
  }
  const rest = { avatar: null, intro: null, level: null, roles: [], ban: null, createdAt: 1 }
  await store.addAccount(newAccount({ id: '7', ...found, name: 'Jvoxq Zrwtak', ...rest }, null))
  const bare = { phone: null, email: null, username: null, name: null }
  await store.addAccount(newAccount({ id: '8', ...bare, ...rest }, null))
  for (const word of [
    '+8613800138000',
    '13800138000',
    'qm7vx.zk2w',
    'h3nfz8rt4p',
    'Jvoxq Zrwtak',
  ]) {
    const setting = core.setPassword('7', word)
    await expect(setting, word).rejects.toMatchObject({ code: 'password_common' })
  }
  for (const word of ['qm7vx.zk2w', 'h3nfz8rt4p', 'Jvoxq Zrwtak']) await core.setPassword('8', word)
})
