/**
 * Under automation WebKitGTK tells nobody of its console: a page that is looked into is made to
 * listen to itself, and what it has heard since is taken with the next look. Before the first it is
 * not heard.
 */
const listening = `
  if (window.heardFaults === undefined) {
    window.heardFaults = []
    const hear = (...said) => window.heardFaults.push(said.map(String).join(' '))
    addEventListener('error', ({ message }) => hear(message))
    addEventListener('unhandledrejection', ({ reason }) => hear(reason))
    addEventListener('securitypolicyviolation', (refused) =>
      hear('Content-Security-Policy', refused.violatedDirective, refused.blockedURI))
    const { error } = console
    console.error = (...said) => {
      hear(...said)
      error(...said)
    }
  }
  const faults = window.heardFaults.splice(0)`

/** What an expression comes to, and what the page has heard of itself. */
export interface Look {
  readonly value: unknown
  readonly faults: readonly string[]
}

/** As a script for WebDriver, whose answer is a `Look`. */
export const looking = (expression: string): string =>
  `${listening}; return { value: ${expression}, faults }`
