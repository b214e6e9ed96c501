import type { TokenStorage } from '@ztoken/sdk'
import { memoryStorage, sessionTokenStorage } from '@ztoken/sdk/storage'
import { type Ref, ref } from 'vue'
import { keepsForTab, readKept } from '../browser/kept.ts'

const name = 'ztoken'
const canKeep = keepsForTab()

/** False where a reload of this tab signs out: the browser keeps nothing for it, or is full. */
export const isKept: Ref<boolean> = ref(canKeep)

/** True where the browser may hold what outlives a page in cookies; whether the server gives any it says. */
export const canHoldCookies: boolean = canKeep && navigator.cookieEnabled

/** Where the tokens of this tab alone are: in its sessionStorage where that can be, else in memory. */
export function openTabStorage(): TokenStorage {
  const storage = canKeep ? openSessionStorage() : memoryStorage()
  return {
    ...storage,
    write(text) {
      storage.write(text)
      isKept.value = text === null ? canKeep : readKept('sessionStorage', name) === text
    },
  }
}

/** What else it needs of a browser, such as a channel to other tabs, may be forbidden as well. */
function openSessionStorage(): TokenStorage {
  try {
    return sessionTokenStorage({ name })
  } catch {
    return memoryStorage()
  }
}
