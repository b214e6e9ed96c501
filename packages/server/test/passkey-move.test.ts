import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { expect, it } from 'vitest'
import { passkeyScene } from '../../core/test/passkey-scene.ts'
import { place, printed, start } from './place.ts'

it('A358 the first start under another domain says how many passkeys were left behind', async () => {
  const { directory, variables } = place({ ZTOKEN_PUBLIC_URL: 'https://new.example' })
  mkdirSync(join(directory, 'data'))
  const { core } = await passkeyScene({
    store: await sqliteStore(join(directory, 'data', 'app.db')),
  })
  await core.passkeyDomainMoved()
  await core.close()
  const first = start('serve', variables)
  const said: Buffer[] = []
  first.stderr?.on('data', (piece: Buffer) => void said.push(piece))
  await printed(first, 'listens on')
  expect(Buffer.concat(said).toString()).toContain('those that there are (1) cannot be used here')
}, 60_000)
