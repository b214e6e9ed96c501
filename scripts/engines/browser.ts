/** What to look for in a page: the first element that is shown, by its selector and its words. */
export interface Sought {
  readonly selector: string
  /** In its text. */
  readonly words?: string
  /** Its whole text. */
  readonly text?: string
}

/** An element of a page. */
export interface Found {
  click(): Promise<void>
  /** Writes a text into it, in the place of what is there. */
  fill(text: string): Promise<void>
  /** Presses Enter in it. */
  enter(): Promise<void>
}

export interface Tab {
  go(address: string): Promise<void>
  address(): Promise<string>
  /** The text of the page, for whoever has to be told why something is not there. */
  text(): Promise<string>
  /** Null where there is none at this moment. */
  find(sought: Sought): Promise<Found | null>
}

/** One that runs, with a profile of its own. */
export interface Browser {
  readonly version: string
  /** What its console has told that no page may do. */
  readonly faults: readonly string[]
  newTab(): Promise<Tab>
  /** Closes it and opens it again with what it has kept; the tabs of before are gone. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface Engine {
  readonly name: string
  /** How somebody gets it. */
  readonly wants: string
  isThere(): boolean
  open(): Promise<Browser>
}

/** As an expression for the page: the element, or null. */
export function finding(sought: Sought): string {
  return `(({ selector, words, text }) => {
    const textOf = (element) => element.textContent.replace(/\\s+/g, ' ').trim()
    const isSought = (element) =>
      element.checkVisibility() &&
      (words === undefined || textOf(element).includes(words)) &&
      (text === undefined || textOf(element) === text)
    return [...document.querySelectorAll(selector)].find(isSought) ?? null
  })(${JSON.stringify(sought)})`
}

/** As an expression for the page: its text. */
export const pageText = 'document.body?.innerText ?? ""'

/** A refusal of the server is what a page is told; engines write a line for each. */
const isRefusal = /Failed to load resource: the server responded with a status of 4\d\d/

/** Whether a line of a console, of a kind such as `error`, is something that no page may cause. */
export function isFault(kind: string, text: string): boolean {
  const isAgainstPolicy = /Content.Security.Policy|Trusted ?Type/i.test(text)
  return (kind === 'error' || isAgainstPolicy) && !isRefusal.test(text)
}
