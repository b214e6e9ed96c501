'use client'

import { ZtokenError } from '@ztoken/sdk'
import { type FormEvent, useState } from 'react'
import { clientOfPage } from '../../client'

export function SignInForm() {
  const [fault, setFault] = useState('')

  async function signIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [phone, password] = ['phone', 'password'].map((name) => String(form.get(name)))
    try {
      await clientOfPage().login({ phone, password } as { phone: string; password: string })
      // Not by the router, which remembers pages that it was given before.
      window.location.assign('/')
    } catch (error) {
      setFault(error instanceof ZtokenError ? error.message : 'That did not work')
    }
  }

  return (
    <form method="post" onSubmit={signIn}>
      <input name="phone" aria-label="Phone" autoComplete="username" required />
      <input
        name="password"
        type="password"
        aria-label="Password"
        autoComplete="current-password"
        required
      />
      <button type="submit">Sign in</button>
      <p role="alert">{fault}</p>
    </form>
  )
}
