import { memoryStorage, sessionTokenStorage } from '@ztoken/sdk/storage'
import { type Ref, ref } from 'vue'
import { keepsForTab, readKept } from '../browser/kept.ts'

const name = 'ztoken'
const canKeep = keepsForTab()

/** False where a reload of this tab signs out: the browser keeps nothing for it, or is full. */
export const isKept: Ref<boolean> = ref(canKeep)

type TokenStorage = ReturnType<typeof memoryStorage>

/** Where the tokens of this tab are: in its sessionStorage where that can be, else in memory. */
export function openTokenStorage(): TokenStorage {
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
