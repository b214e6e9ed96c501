import { setTimeout as pause } from 'node:timers/promises'
import { createRemoteAuthenticator } from 'ztoken/remote'
import type { Report } from './propagation-server.ts'

/**
 * Another service of the measurement, which knows of the login server by the feed at the address in
 * the first argument, and opens it with the token in the second.
 */
export interface ServiceTask {
  /** Says when the holder of this token may not do any more what they may do now. */
  readonly watchRight?: string
}

const [feedUrl = '', feedToken = '', secret = ''] = process.argv.slice(2)
const auth = await createRemoteAuthenticator({
  secret,
  formats: ['signed'],
  feedUrl,
  feedToken,
  permissions: true,
})

/** As a guarded route would: from memory where the account is known there. */
async function may(token: string): Promise<boolean> {
  try {
    await auth.requirePermission(auth.authenticate(token), 'article:edit')
    return true
  } catch (error) {
    if (Object(error).code === 'permission_denied') return false
    throw error
  }
}

async function act({ watchRight: token }: ServiceTask): Promise<void> {
  if (token === undefined) return
  while (!(await may(token))) await pause(1)
  report({ watching: token })
  while (await may(token)) await pause(1)
  report({ denied: { token, at: String(process.hrtime.bigint()) } })
}

function report(message: Report): void {
  process.send?.(message)
}

// Whoever measures has gone.
process.once('disconnect', () => process.exit())
process.on('message', (task: ServiceTask) => {
  act(task).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
while (!auth.revocationState().isStreaming) await pause(1)
report({ ready: '' })
