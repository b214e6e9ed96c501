import type { HumanCheckProvider } from '@ztoken/core'

export interface SiteVerifyOptions {
  /** Public: a widget is opened with it. */
  readonly siteKey: string
  /** What the provider is asked with. */
  readonly secret: string
  /** Where it is asked, where that is somewhere else than usual. */
  readonly url?: string
}

/** A login waits for it. */
const timeoutMilliseconds = 3000
const longestToken = 2048
const mostBytes = 64 * 1024

/**
 * What Turnstile and hCaptcha have in common: a token, the secret and the address go there as a form,
 * and `success` comes back. Each of their tokens counts once. Rejects where there is no such answer in
 * three seconds, and where it is our secret that they refuse.
 */
export async function siteVerify(
  { secret, url }: Required<Pick<SiteVerifyOptions, 'secret' | 'url'>>,
  token: string,
  address: string | null,
): ReturnType<HumanCheckProvider['verify']> {
  if (token === '' || token.length > longestToken) return false
  const form = { secret, response: token, ...(address !== null && { remoteip: address }) }
  const reply = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
  const { success, 'error-codes': faults } = await bodyOf(reply)
  if (typeof success !== 'boolean') throw new Error(`the human check answered ${reply.status}`)
  const isOurs = [faults].flat().some((fault) => /secret|internal-error/.test(String(fault)))
  if (!success && isOurs) throw new Error('the human check refused the secret, or failed')
  return success
}

/** An empty object for what is no JSON. Rejects where it breaks off or does not end. */
async function bodyOf({ body }: Response): Promise<Readonly<Record<string, unknown>>> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    pieces.push(piece)
    length += piece.length
    if (length > mostBytes) throw new Error('the human check answered too much')
  }
  try {
    return Object(JSON.parse(Buffer.concat(pieces).toString('utf8')))
  } catch {
    return {}
  }
}
