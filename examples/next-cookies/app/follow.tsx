'use client'

import { useEffect } from 'react'
import { clientOfPage } from '../client'

/**
 * Shows the page anew when somebody else is signed in than it was rendered for: in another tab, or
 * when it comes back from the history. The server has the last word, so that no page goes round.
 */
export function Follow({ userId }: { userId: string | null }) {
  useEffect(() => {
    const client = clientOfPage()
    const idOfClient = (): string | null => client.user?.id ?? null
    let stop = (): void => {}
    let isGone = false

    async function look(): Promise<void> {
      const { id } = await (await fetch('/mine')).json()
      if (id !== userId) window.location.reload()
      // Signed out by the form: the client hears it now, and the other tabs from it.
      else if (id === null && client.user !== null) await client.refresh()
    }
    const follow = (): void => {
      if (idOfClient() !== userId) look().catch(() => {})
    }

    void client.ready.then(() => {
      if (isGone) return
      stop = client.onChange(follow)
      follow()
    })
    return () => {
      isGone = true
      stop()
    }
  }, [userId])
  return null
}
