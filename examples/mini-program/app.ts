import { client } from './client.ts'

/** Of miniprogram-api-typings, what is used here. */
declare function App(app: { onLaunch(): void }): void

App({
  onLaunch() {
    // Whoever was signed in at the last start still is; a change made elsewhere shows by and by.
    if (client.user !== null) client.loadUser().catch(() => {})
  },
})
