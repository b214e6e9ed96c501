import type { Store } from '../src/index.ts'

interface Both<Scene, One, Other> {
  /** Anew for every order. */
  prepare(): Promise<Scene>
  one(scene: Scene): Promise<One>
  other(scene: Scene): Promise<Other>
  /** When both are done, whatever came of them. */
  check(scene: Scene, one: Settled<One>, other: Settled<Other>): Promise<void>
}

export type Settled<Value> = PromiseSettledResult<Value>

/**
 * Two things that ask one store, each done wholly at every point of the other: before the first
 * promise that it asks for, before the second, and so on, and at last after it. Out: how many
 * orders those were.
 */
export async function inEveryOrder<Scene extends { readonly store: Store }, One, Other>(
  both: Both<Scene, One, Other>,
): Promise<number> {
  const { prepare, one, other, check } = both
  const around = await atEveryPoint(prepare, one, other, check)
  const within = await atEveryPoint(prepare, other, one, (scene, second, first) =>
    check(scene, first, second),
  )
  return around + within
}

async function atEveryPoint<Scene extends { readonly store: Store }, Outer, Inner>(
  prepare: () => Promise<Scene>,
  outer: (scene: Scene) => Promise<Outer>,
  inner: (scene: Scene) => Promise<Inner>,
  check: (scene: Scene, outer: Settled<Outer>, inner: Settled<Inner>) => Promise<void>,
): Promise<number> {
  for (let at = 0; ; at += 1) {
    const scene = await prepare()
    let early: Promise<Settled<Inner>> | undefined
    const restore = beforePromise(scene.store, at, () => {
      early = settled(inner(scene))
      return early
    })
    const [outcome] = await Promise.allSettled([outer(scene)])
    restore()
    // What nobody waited for may have begun it and be at it still.
    const late = await (early ?? settled(inner(scene)))
    await check(scene, outcome, late)
    if (early === undefined) return at + 1
  }
}

async function settled<Value>(work: Promise<Value>): Promise<Settled<Value>> {
  const [outcome] = await Promise.allSettled([work])
  return outcome
}

/** Has `act` done before the nth promise that the store is asked for. Out: puts things back. */
function beforePromise(store: Store, nth: number, act: () => Promise<unknown>): () => void {
  const usual = { ...store }
  let asked = 0
  const restore = (): void => void Object.assign(store, usual)
  for (const [name, ask] of Object.entries(usual)) {
    if (name === 'onChange') continue
    Object.assign(store, {
      [name]: async (...values: unknown[]) => {
        if (asked++ === nth) {
          restore()
          await act()
        }
        return (ask as (...values: unknown[]) => unknown)(...values)
      },
    })
  }
  return restore
}
