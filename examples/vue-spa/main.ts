import { createClient } from '@ztoken/sdk'
import { sessionTokenStorage } from '@ztoken/sdk/storage'
import { ztoken } from '@ztoken/sdk/vue'
import { createApp } from 'vue'
import { RouterView } from 'vue-router'
import { createSiteRouter } from './router.ts'

/**
 * A page on another origin than its API. The API has to list this origin:
 *
 *   ZTOKEN_CORS_ORIGINS=http://127.0.0.1:5173 npm start
 *   npx esbuild examples/vue-spa/main.ts --bundle --outdir=examples/vue-spa \
 *     --servedir=examples/vue-spa --serve-fallback=examples/vue-spa/index.html \
 *     --serve=127.0.0.1:5173
 */
const place = document.querySelector<HTMLElement>('#app')
const client = createClient({
  baseUrl: place?.dataset.api ?? '',
  language: 'en',
  // Survives a reload and not the tab; without it the tokens are in memory alone.
  storage: sessionTokenStorage(),
})

createApp(RouterView).use(ztoken(client)).use(createSiteRouter(client)).mount('#app')
