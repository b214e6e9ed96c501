import { browserForTests } from './ensure-chromium.ts'
import { arePagesFresh, buildPages } from './pages.ts'

/** The pages for the tests, and a browser there before several tests ask for one. */
export async function setup(): Promise<void> {
  Object.assign(process.env, browserForTests())
  if (!arePagesFresh()) await buildPages()
}
