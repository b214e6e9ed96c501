import { setTimeout as wait } from 'node:timers/promises'
import type { Found, Sought, Tab } from './browser.ts'

const patienceMilliseconds = 20_000

/** What somebody does in a tab: each waits until it can be done, and throws where that is never. */
export interface Hands {
  go(address: string): Promise<void>
  /** Waits for an element with these words in it. */
  see(selector: string, words?: string): Promise<void>
  /** Waits until there is no such element. */
  seeNo(selector: string, words?: string): Promise<void>
  /** Waits for an address with these words in it. */
  arrive(words: string): Promise<void>
  /** Presses the button, or what else the selector says, that has this text and no other. */
  press(text: string, selector?: string): Promise<void>
  /** Writes into the field of this name. */
  fill(name: string, text: string): Promise<void>
  /** Presses Enter in the field of this name. */
  enter(name: string): Promise<void>
}

export function handsOn(tab: Tab): Hands {
  /** Until it is done. What fails meanwhile, such as an element that is drawn anew, is tried again. */
  async function until(what: string, isDone: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMilliseconds
    let why = ''
    do {
      try {
        if (await isDone()) return
      } catch (error) {
        why = ` (${error instanceof Error ? error.message : error})`
      }
      await wait(50)
    } while (performance.now() < end)
    const shown = await tab.text().catch(String)
    throw new Error(`${what}: never${why}; at ${await tab.address()} there is:\n${shown}`)
  }

  function act(what: string, sought: Sought, how: (found: Found) => Promise<void>): Promise<void> {
    return until(what, async () => {
      const found = await tab.find(sought)
      await (found && how(found))
      return found !== null
    })
  }

  const field = (name: string): Sought => ({ selector: `input[name="${name}"]` })

  return {
    go: (address) => tab.go(address),
    see(selector, words = '') {
      return act(`see ${selector} ${words}`, { selector, words }, async () => undefined)
    },
    seeNo(selector, words = '') {
      const isGone = async (): Promise<boolean> => (await tab.find({ selector, words })) === null
      return until(`see no ${selector} ${words}`, isGone)
    },
    arrive(words) {
      return until(`arrive at ${words}`, async () => (await tab.address()).includes(words))
    },
    press(text, selector = 'button') {
      return act(`press ${text}`, { selector, text }, (found) => found.click())
    },
    fill: (name, text) => act(`fill ${name}`, field(name), (found) => found.fill(text)),
    enter: (name) => act(`enter ${name}`, field(name), (found) => found.enter()),
  }
}
