import { type Ref, ref } from 'vue'
import { keep, readKept } from '../../browser/kept.ts'

const keptAs = 'ztoken.tried'

export interface Tried {
  /** The names of what was tried on this browser. */
  readonly tried: Readonly<Ref<ReadonlySet<string>>>
  /** Has the browser keep that it was tried. */
  tick(name: string): void
}

/** What of the things to try has a tick. */
export function useTried(): Tried {
  const kept = (readKept('localStorage', keptAs) ?? '').split(' ')
  const tried = ref<ReadonlySet<string>>(new Set(kept.filter((name) => name !== '')))
  return {
    tried,
    tick(name) {
      tried.value = new Set([...tried.value, name])
      keep('localStorage', keptAs, [...tried.value].join(' '))
    },
  }
}
