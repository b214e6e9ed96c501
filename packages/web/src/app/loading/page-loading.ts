import { type Ref, shallowRef } from 'vue'
import type { Router } from 'vue-router'
import { forget, keep, readKept } from '../../browser/kept.ts'
import { isKept } from '../../client/token-storage.ts'

/** Why a page could not be shown, and which. */
export interface LoadFault {
  /** What the server says nothing to, or no longer has: an upgrade gives the files new names. */
  readonly cause: 'unreachable' | 'missing'
  /** The path of the page, as the router has it. */
  readonly wanted: string
}

/** What the frame around the pages shows. */
export const loadFault: Ref<LoadFault | null> = shallowRef(null)

const reloadedAs = 'ztoken.reloaded'

/**
 * Fetches the file of a page before the way to it is free, so that whoever goes there hears what
 * stands in the way. A file that went with an upgrade is found by loading the wanted address anew:
 * by itself once, until a page has been shown, so never in a loop.
 */
export function watchPageLoading(router: Router): void {
  router.beforeEach(async ({ matched, fullPath }) => {
    const loaders = matched.map((record) => record.components?.default)
    try {
      // A page that has been fetched stands in the place of its loader.
      await Promise.all(loaders.map((load) => typeof load === 'function' && (load as Load)()))
      return true
    } catch {
      await explain(fullPath)
      return false
    }
  })
  router.afterEach((_to, _from, failure) => {
    if (failure !== undefined) return
    loadFault.value = null
    forget('sessionStorage', reloadedAs)
  })

  async function explain(wanted: string): Promise<void> {
    if (!(await isReachable())) {
      loadFault.value = { cause: 'unreachable', wanted }
      return
    }
    // A tab that keeps nothing could not tell a second time from the first, and would sign out.
    const isFirst = isKept.value && readKept('sessionStorage', reloadedAs) === null
    if (isFirst && keep('sessionStorage', reloadedAs, '1')) loadAnew(router, wanted)
    else loadFault.value = { cause: 'missing', wanted }
  }
}

type Load = () => Promise<unknown>

/** Goes once more to the page that could not be shown. */
export async function tryAgain(router: Router, { cause, wanted }: LoadFault): Promise<void> {
  // A browser may remember that a file failed, but for the life of a document alone; where one is
  // missing, whoever presses the button has been told what they ask for.
  const mayLoadAnew = isKept.value || cause === 'missing'
  if (mayLoadAnew && (await isReachable())) loadAnew(router, wanted)
  else await router.push(wanted)
}

async function isReachable(): Promise<boolean> {
  try {
    const { ok } = await fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' })
    return ok
  } catch {
    return false
  }
}

function loadAnew(router: Router, path: string): void {
  const { href } = router.resolve(path)
  if (href.split('#')[0] === location.pathname + location.search) {
    // To another fragment of the same address a browser goes without loading anything.
    history.replaceState(history.state, '', href)
    location.reload()
  } else {
    location.assign(href)
  }
}
