import { type JsonAnswer, type OneRequest, postForJson } from '../senders/one-request.ts'

/** A login waits for it. */
const timeoutMilliseconds = 3000

/** Asks a vendor once. Rejects, in words of a human check, where there is no answer in three seconds. */
export async function askVendor(request: OneRequest): Promise<JsonAnswer> {
  try {
    return await postForJson({ ...request, timeoutMilliseconds })
  } catch (cause) {
    throw new Error('the human check was not reached', { cause })
  }
}

/**
 * What somebody sent as a token: printable ASCII, so that a vendor has nothing to say against its form,
 * which would look like a fault of ours.
 */
export function isToken(text: string, longest: number): boolean {
  return text.length <= longest && /^[\x21-\x7e]+$/.test(text)
}

/** What a vendor says who answers nothing about a token: in its own code, or by the HTTP status. */
export function refused(code: unknown, status: number): Error {
  const said = typeof code === 'string' && /^[\w.]{1,64}$/.test(code) ? code : String(status)
  return new Error(`the human check was refused (${said})`)
}
