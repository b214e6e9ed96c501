import './styles/index.css'
import { ztoken } from '@ztoken/sdk/vue'
import { watchSession } from '@ztoken/sdk/watch'
import { createApp } from 'vue'
import App from './app/App.vue'
import { sayNothingCame } from './app/loading/no-texts.ts'
import { createPagesRouter } from './app/router.ts'
import { createPagesClient, pagesPath } from './client/client.ts'
import { currentLanguage, startLocale } from './locale/locale.ts'

const place = '#app'
const texts = await startLocale().catch(() => null)
if (texts === null) {
  for (const element of document.querySelectorAll(place)) sayNothingCame(element)
} else {
  const client = createPagesClient(currentLanguage)
  // Whoever is signed out elsewhere sees it at once, and not at the next click.
  watchSession(client)
  const router = createPagesRouter(client, pagesPath)
  createApp(App).use(texts).use(ztoken(client)).use(router).mount(place)
}
