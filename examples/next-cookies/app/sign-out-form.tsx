'use client'

import type { FormEvent } from 'react'
import { clientOfPage } from '../client'

/** By the client, which tells the other tabs; without scripts by the form alone. */
export function SignOutForm() {
  async function signOut(event: FormEvent): Promise<void> {
    event.preventDefault()
    await clientOfPage().logout()
    window.location.assign('/')
  }

  return (
    <form method="post" action="/sign-out" onSubmit={signOut}>
      <button type="submit">Sign out</button>
    </form>
  )
}
