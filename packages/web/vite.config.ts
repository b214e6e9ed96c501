import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { browsersOf } from '../../scripts/browsers/list.ts'
import { chunks } from './build/chunks.ts'
import { contractWords } from './build/contract-words.ts'
import { oneWay } from './build/one-way.ts'
import { precompress } from './build/precompress.ts'

const api = 'http://127.0.0.1:8080'

/** The pages as files, which the server serves under any path: addresses in them are relative. */
export default defineConfig(({ command }) => ({
  base: command === 'build' ? './' : '/app/',
  plugins: [vue(), contractWords(), oneWay(), precompress()],
  resolve: { conditions: ['@ztoken/source', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: '../server/pages',
    emptyOutDir: true,
    target: browsersOf('web').map(({ target }) => target),
    // No `data:` in the policy: a small picture is a file as any other.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script to browsers that need it; none of our target do.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // All styles are 8 kB: one file costs less than a request for each page's own.
    cssCodeSplit: false,
    rolldownOptions: { output: chunks },
  },
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  // While pages are written: the API of a server on its usual port (`npm start`).
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': api, '/login': api, '/user': api, '/.well-known': api },
  },
}))
