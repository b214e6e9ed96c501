import { createCore, type Store } from '@ztoken/core'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { secret } from '../open.ts'

export const admin = { phone: '13900000000', password: 'an administrator’s phrase' }

/** Adds the administrator to a store, which is closed then. */
export async function addAdmin(store: Store): Promise<void> {
  const secrets = importSecrets(secret)
  const core = await createCore({ secrets, issueFormat: encryptedFormat(secrets), store })
  await core.createUser({ ...admin, roles: ['admin'] })
  await core.close()
}
