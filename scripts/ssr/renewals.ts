import assert from 'node:assert/strict'
import type { BrowserContext } from 'playwright-core'
import { type OpenedZtoken, person } from './open-ztoken.ts'

/** The Cookie header that the browser would send. */
export async function headerOf(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies()
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** What the browser would keep of a reply, had it asked. */
async function keep(context: BrowserContext, url: string, lines: readonly string[]): Promise<void> {
  const pairs = lines.map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? [])
  await context.addCookies(
    pairs.map(([, name = '', value = '']) => ({ name, value, url, httpOnly: true })),
  )
}

/** As time does it: the access token is over, and the browser has dropped its cookie. */
async function expire(context: BrowserContext, ztoken: OpenedZtoken): Promise<void> {
  ztoken.advance(601)
  await context.clearCookies({ name: /ztoken-access/ })
}

/** Twenty renders at once, after the access token is over, have one rotation between them. */
export async function renewsOnce(
  context: BrowserContext,
  origin: string,
  ztoken: OpenedZtoken,
): Promise<void> {
  await expire(context, ztoken)
  const headers = { cookie: await headerOf(context), accept: 'text/html' }
  const before = ztoken.rotations()
  const renders = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const reply = await fetch(`${origin}/?${at}`, { headers })
      assert.match(reply.headers.get('cache-control') ?? '', /no-store/)
      const lines = reply.headers.getSetCookie()
      assert.equal(lines.length, 2)
      return { text: await reply.text(), lines }
    }),
  )
  for (const { text, lines } of renders) {
    assert.match(text, new RegExp(person.name))
    await keep(context, origin, lines)
  }
  assert.equal(ztoken.rotations() - before, 1, 'one rotation for 20 renders')
}

/** What a browser or the router fetches ahead is refused, and nothing is renewed for it. */
export async function prefetchRenewsNothing(
  context: BrowserContext,
  origin: string,
  ztoken: OpenedZtoken,
): Promise<void> {
  await expire(context, ztoken)
  const cookie = await headerOf(context)
  const before = ztoken.rotations()
  for (const ahead of [{ 'sec-purpose': 'prefetch' }, { 'next-router-prefetch': '1', rsc: '1' }]) {
    const reply = await fetch(origin, { headers: { cookie, ...ahead } as Record<string, string> })
    assert.deepEqual(reply.headers.getSetCookie(), [], JSON.stringify(ahead))
    assert.equal(reply.status, 503, JSON.stringify(ahead))
  }
  assert.equal(ztoken.rotations(), before)
}
