import { type AboutView, readAbout } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { type AnyClient, useZtoken } from '@ztoken/sdk/vue'
import { type Ref, ref } from 'vue'

let asked: Promise<AboutView> | null = null

// Behind a line that was cut another server may answer.
window.addEventListener('online', () => {
  asked = null
})

/**
 * What the server says of itself: its version, whether strangers may register and, under
 * `ztoken dev`, who there is to try it with. Asked once for all pages; an answer that failed is none. Throws what
 * the client throws.
 */
export function aboutServer(client: AnyClient): Promise<AboutView> {
  asked ??= call(client, readAbout).catch((error: unknown) => {
    asked = null
    throw error
  })
  return asked
}

/** The same for a page that does without: null until it is known, and where it cannot be. */
export function useAbout(): Ref<AboutView | null> {
  const about = ref<AboutView | null>(null)
  aboutServer(useZtoken()).then(
    (view) => {
      about.value = view
    },
    () => {},
  )
  return about
}
