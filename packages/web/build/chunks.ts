import type { Rolldown } from 'vite'

/** A module that so many pages, dialogs or languages have in common is one that most pages need. */
const leastShared = 3

/**
 * Few files for each page: what every page needs is one (`frame`), what several share is another
 * (`shared`), and each page, dialog and language is one of its own. Left to itself the bundler gives
 * each set of pages that share a module a file: 71 for a page that asks for a phone and a password.
 *
 * Whatever a module needs is shared by as many as the module itself, so files depend on one another
 * in one direction alone: pages on `shared`, and that on `frame`. Two that need each other would fail
 * by the order in which they arrive.
 */
export const chunks: Rolldown.OutputOptions = {
  codeSplitting: {
    groups: [
      { name: 'frame', tags: ['$initial'], priority: 2 },
      { name: 'shared', minShareCount: leastShared, priority: 1 },
    ],
  },
}
