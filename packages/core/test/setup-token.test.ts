import { expect, it } from 'vitest'
import { failsWith, open } from './open.ts'

it('the link of the first administrator holds for a day', async () => {
  const { core, advance } = await open()
  const { setupToken = '', expiresInSeconds } = (await core.requestSetup()) ?? {}
  expect(expiresInSeconds).toBe(86_400)
  advance(86_399)
  await core.checkSetupToken(setupToken)
  advance(1)
  await expect(core.checkSetupToken(setupToken)).rejects.toMatchObject(
    failsWith('setup_token_invalid'),
  )
})
