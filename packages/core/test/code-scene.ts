import type { CodeRequestInput } from '../src/index.ts'
import { createInbox } from './inbox.ts'
import { open, phone } from './open.ts'

/** A core that sends codes, and codes as somebody shows them, a minute apart. */
export async function openCodes(options: Parameters<typeof open>[0] = {}) {
  const inbox = createInbox()
  const opened = await open({ senders: inbox.senders, ...options })
  const { core, advance } = opened
  const ask = async (purpose: CodeRequestInput['purpose'], whom: object = { phone }) => {
    advance(60)
    const { challengeId } = await core.requestCode({ purpose, ...whom })
    const code = await inbox.code()
    return { ...whom, challengeId, code }
  }
  return { ...opened, ...inbox, ask }
}
