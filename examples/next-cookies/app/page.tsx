import Link from 'next/link'
import { readCaller } from '../caller'
import { rename } from './actions'
import { Follow } from './follow'

/** Rendered by the server, with or without scripts in the browser. */
export default async function Page() {
  const caller = await readCaller()
  if (caller === null) {
    return (
      <main>
        <h1>Nobody is signed in</h1>
        <Link href="/sign-in">Sign in</Link>
        <Follow userId={null} />
      </main>
    )
  }
  return (
    <main>
      <h1>Hello {caller.user.name}</h1>
      <form action={rename}>
        <input name="name" aria-label="Name" defaultValue={caller.user.name ?? ''} />
        <button type="submit">Rename</button>
      </form>
      <form method="post" action="/sign-out">
        <button type="submit">Sign out</button>
      </form>
      <Follow userId={caller.user.id} />
    </main>
  )
}
