// Signs somebody in with each store that needs no server, by the library and over HTTP, and out again.
import { createZtoken, memory, sqlite } from 'ztoken'
import { createApp } from 'ztoken/server'

const person = { phone: '13800138000', password: 'a long enough phrase' }
const body = JSON.stringify(person)
const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body }

for (const store of [memory(), sqlite('people.db')]) {
  const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store })
  await auth.register(person)
  const { accessToken, user } = await auth.login(person)
  const found = await auth.verifyToken(accessToken)
  if (found?.id !== user.id) throw new Error('the token does not lead back to the user')
  await auth.logout(accessToken)
  const after = await auth.verifyToken(accessToken)
  if (after !== null) throw new Error('the token survived the logout')
  const app = await createApp(auth, { pages: true })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const login = await fetch(`${origin}/v1/login`, post)
  const page = await fetch(`${origin}/app/sign-in`)
  if (login.status !== 200 || page.status !== 200) throw new Error('the server does not serve')
  await app.close()
  await auth.close()
}
console.log('signed in, in memory and in a file; served')
