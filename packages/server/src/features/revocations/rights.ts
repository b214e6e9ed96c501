import { type AuditEvent, type Permission, ZtokenError } from '@ztoken/contract'
import type { Caller, Core } from '@ztoken/core'
import type { Reader } from './reader.ts'

/** Follows whether readers may still read. */
export interface Rights {
  /** Ends the streams of who may not any more. Resolves when a question asked after this is answered. */
  check(): Promise<void>
  close(): void
}

/** What takes a permission away revokes no token: these say that it may have been. */
const changesRights: ReadonlySet<AuditEvent> = new Set([
  'user_updated',
  'user_deleted',
  'user_banned',
  'role_changed',
  'role_deleted',
])

/**
 * Asks at once after what happens in this process, and whenever it is told to for what others do
 * (attack S20): one question for each account, however many streams it has.
 */
export function followRights(
  core: Pick<Core, 'on' | 'authenticate' | 'requirePermission' | 'report'>,
  readers: ReadonlySet<Reader>,
): Rights {
  let asking: Promise<void> | null = null
  let isAsked = false
  const stopListening = core.on('*', ({ event }) => {
    if (changesRights.has(event)) check().catch(core.report)
  })

  async function mayRead(caller: Caller, permissions: readonly Permission[]): Promise<boolean> {
    try {
      for (const permission of permissions) await core.requirePermission(caller, permission)
      return true
    } catch (error) {
      // While the store is down nothing new is sent; who may read is asked again afterwards.
      return error instanceof ZtokenError && error.code === 'unavailable'
    }
  }

  async function ask(): Promise<void> {
    while (isAsked) {
      isAsked = false
      const alike = new Map([...readers].map((reader) => [keyOf(reader), reader]))
      for (const [key, { caller, permissions }] of alike) {
        if (caller === null || (await mayRead(caller, permissions))) continue
        for (const reader of readers) if (keyOf(reader) === key) reader.end()
      }
    }
  }

  function check(): Promise<void> {
    isAsked = true
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  return { check, close: stopListening }
}

/** An account by its sessions, or by tokens that have none: those may have fewer rights. */
function keyOf({ caller, permissions }: Reader): string {
  if (caller === null) return 'service'
  return `${caller.sessionId === null ? 'foreign' : 'own'} ${caller.userId} ${permissions}`
}
