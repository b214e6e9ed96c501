'use client'

import { useEffect } from 'react'
import { clientOfPage } from '../client'

/**
 * Shows the page anew when somebody else is signed in than it was rendered for: in another tab, or
 * when it comes back from the history.
 */
export function Follow({ userId }: { userId: string | null }) {
  useEffect(() => {
    const client = clientOfPage()
    const look = (): void => {
      if ((client.user?.id ?? null) !== userId) window.location.reload()
    }
    let stop: (() => void) | undefined
    let isGone = false
    void client.ready.then(() => {
      if (isGone) return
      stop = client.onChange(look)
    })
    return () => {
      isGone = true
      stop?.()
    }
  }, [userId])
  return null
}
