import type { WebDriver } from './webdriver.ts'

/** What a profile would keep of one origin. */
export interface Kept {
  readonly origin: string
  readonly cookies: readonly object[]
  readonly storage: unknown
}

/** Under automation WebKitGTK keeps no profile: what one would keep is taken out, and given back. */
export async function takeKept(session: WebDriver): Promise<Kept> {
  const cookies = (await session.ask('GET', '/cookie')) as { expiry?: number }[]
  return {
    origin: new URL(`${await session.ask('GET', '/url')}`).origin,
    cookies: cookies.filter(({ expiry }) => expiry !== undefined),
    storage: await evaluate(session, 'return { ...localStorage }'),
  }
}

/** Before the first page of a browser that has just begun. */
export async function giveBack(session: WebDriver, kept: Kept): Promise<void> {
  // Of the same origin, and no page of ours.
  await session.ask('POST', '/url', { url: `${kept.origin}/v1/about` })
  for (const cookie of kept.cookies) await session.ask('POST', '/cookie', { cookie })
  await evaluate(session, 'Object.assign(localStorage, arguments[0])', kept.storage)
}

const evaluate = (session: WebDriver, script: string, ...args: unknown[]): Promise<unknown> =>
  session.ask('POST', '/execute/sync', { script, args })
