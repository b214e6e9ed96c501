import { resolve } from 'node:path'
import { type Plugin, runnerImport } from 'vite'

const name = 'virtual:contract-words'
const source = resolve(import.meta.dirname, '../../contract/src/index.ts')

/**
 * The words of permissions and events, joined when the pages are built: the contract joins them when
 * it runs, and with that every text and schema of it would come along, as a dozen files more.
 */
export function contractWords(): Plugin {
  return {
    name: 'contract-words',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    async load(id) {
      if (id !== `\0${name}`) return null
      const { module } = await runnerImport<typeof import('@ztoken/contract')>(source)
      const { permissions, eventTitles, eventMeanings } = module
      return Object.entries({ permissions, eventTitles, eventMeanings })
        .map(([table, words]) => `export const ${table} = ${JSON.stringify(words)}\n`)
        .join('')
    },
  }
}
