'use server'

import { putMe } from '@ztoken/contract/me'
import { call } from '@ztoken/sdk/call'
import { revalidatePath } from 'next/cache'
import { readCaller } from '../caller'

/** Next.js asks for the origin of an action, and `caller` does. */
export async function rename(form: FormData): Promise<void> {
  const caller = await readCaller()
  if (caller === null) return
  await call(caller, putMe, { name: String(form.get('name')) })
  revalidatePath('/')
}
