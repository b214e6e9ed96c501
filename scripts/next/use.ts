interface SignedIn {
  readonly accessToken: string
  readonly id: string
}

interface Login {
  readonly data: { readonly user: { readonly id: string } }
}

const person = { phone: '13800138000', password: 'a long enough phrase' }

/** Signs somebody in, asks a guarded route with and without a token, and looks at what is mounted. */
export async function useNext(origin: string): Promise<void> {
  // As the proxy in front of it would set it.
  const headers = { 'content-type': 'application/json', 'x-real-ip': '192.0.2.7' }
  const post = { method: 'POST', headers, body: JSON.stringify(person) }
  const { accessToken, id } = await json<SignedIn>(await fetch(`${origin}/sign-in`, post))
  const bearer = { headers: { ...headers, authorization: `Bearer ${accessToken}` } }
  const mine = await json<string>(await fetch(`${origin}/mine`, bearer))
  if (mine !== id) throw new Error('the token does not lead back to the user')
  const { status } = await fetch(`${origin}/mine`)
  if (status !== 401) throw new Error(`a stranger is answered ${status}`)
  const login = await json<Login>(await fetch(`${origin}/auth/v1/login`, post))
  if (login.data.user.id !== id) throw new Error('the mounted application knows somebody else')
  const page = await fetch(`${origin}/auth/app/sign-in`, { headers })
  if (page.status !== 200) throw new Error(`its page is answered ${page.status}`)
  const ended = await fetch(`${origin}/auth/v1/logout`, { ...bearer, method: 'POST', body: '{}' })
  const after = await fetch(`${origin}/mine`, bearer)
  if (ended.status !== 200 || after.status !== 401) throw new Error('the token survived the logout')
}

async function json<Body>(reply: Response): Promise<Body> {
  const text = await reply.text()
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${text}`)
  return JSON.parse(text)
}
