import type { BrowserContext } from 'playwright-core'

/** Refusals of the server are what tests are about; Chromium writes a line for each. */
const isRefusal = /^Failed to load resource: the server responded with a status of 4\d\d/
const isOffline =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|ABORTED|FAILED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|NETWORK_CHANGED)|status of 503/

/**
 * Notes what no page may do, in every tab of a browser: throw, write an error to the console (where
 * the policy's refusals appear as well), ask another host for anything, or ask who is signed in by
 * a dialog.
 */
export function watchForFaults(context: BrowserContext, origin: string): string[] {
  const faults: string[] = []
  context.on('weberror', (error) => faults.push(`threw ${error.error().message}`))
  context.on('console', (message) => {
    const text = message.text()
    const isFault =
      message.type() === 'error' || /Content.Security.Policy|Trusted ?Type/i.test(text)
    if (isFault && !isRefusal.test(text) && !isOffline.test(text)) faults.push(`console: ${text}`)
  })
  context.on('request', (request) => {
    const url = request.url()
    const isOwn = url.startsWith(`${origin}/`) || url.startsWith(`blob:${origin}/`)
    if (!isOwn) faults.push(`asked for ${url}`)
  })
  context.on('dialog', (dialog) => {
    faults.push(`opened a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return faults
}
