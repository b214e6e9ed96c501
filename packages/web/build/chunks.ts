import type { Rolldown } from 'vite'

/** Below this a chunk costs more as a request than by what some page loads of it in vain. */
const smallestSharedBytes = 30_000

/**
 * Few files for each page: all that every page needs is one (`frame`), what several share are a few
 * (`shared`), and each page, dialog and language is one of its own. Left to itself the bundler gives
 * each module that two pages share a file: 71 for a page that asks for a phone and a password.
 */
export const chunks: Rolldown.OutputOptions = {
  codeSplitting: {
    groups: [
      { name: 'frame', tags: ['$initial'], priority: 2 },
      {
        name: 'shared',
        minShareCount: 2,
        entriesAware: true,
        entriesAwareMergeThreshold: smallestSharedBytes,
        priority: 1,
      },
    ],
  },
  chunkFileNames: ({ name }) => `assets/${shortened(name)}-[hash].js`,
  assetFileNames: ({ names: [name = ''] }) => `assets/${shortened(name)}-[hash][extname]`,
}

/** A shared chunk is named after all who share it, which nobody wants to read in a log. */
function shortened(name: string): string {
  return name.replace(/~.*$/, '').replace(/\.[a-z0-9]+$/, '')
}
