import { expect, it } from 'vitest'
import { imported, open } from './open.ts'

it('what somebody is found by stands in the order in which it came, and of one moment by its name', async () => {
  const { core, advance } = await open()
  await core.createImport({ dryRun: false }).add({
    ...imported('1'),
    ...{ username: 'zhang', email: 'a@b.example' },
  })
  const kinds = async () => (await core.identitiesOf('1')).identities.map(({ kind }) => kind)
  expect(await kinds()).toEqual(['email', 'phone', 'username'])
  advance(60)
  await core.createImport({ dryRun: false, update: true }).add({
    ...imported('1', '13900139000'),
    ...{ username: 'zhang', email: 'a@b.example' },
  })
  expect(await kinds()).toEqual(['email', 'username', 'phone'])
})
