import { auth } from '../../auth'

/** Signs up whoever asks, signs them in, and says so. */
export async function POST(request: Request): Promise<Response> {
  const person = (await request.json()) as { phone: string; password: string }
  await auth.register(person)
  const { accessToken, user } = await auth.login(person)
  return Response.json({ accessToken, id: user.id })
}
