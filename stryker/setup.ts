import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest'

/** What mutated sources look at and count in, by the names that Stryker writes into them. */
interface Namespace {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number
  hitLimit?: number
  mutantCoverage?: {
    static: Record<string, number>
    perTest: Record<string, Record<string, number>>
  }
}

const shared: typeof globalThis & { __stryker__?: Namespace } = globalThis
shared.__stryker__ ??= {}
const namespace = shared.__stryker__
const { mutant, hits } = inject('switched')

if (mutant === null) count()
else {
  namespace.activeMutant = mutant
  namespace.hitCount = 0
  namespace.hitLimit = hits
  // A loop that was put to an end may have been taken for an answer.
  afterAll(() => {
    if ((namespace.hitCount ?? 0) > hits) throw new Error('a loop without an end')
  })
}

/** Tells with every file which mutants its tests met; what hooks meet belongs to the file. */
function count(): void {
  const ofFile = '*'
  namespace.currentTestId = undefined
  beforeAll(() => {
    namespace.currentTestId = ofFile
  })
  beforeEach(({ task }) => {
    const names = [task.name]
    for (let { suite } = task; suite; suite = suite.suite) names.unshift(suite.name)
    namespace.currentTestId = names.join(' ').trim()
  })
  afterEach(() => {
    namespace.currentTestId = ofFile
  })
  // biome-ignore lint/correctness/noEmptyPattern: Vitest looks at how the first parameter is written.
  afterAll(({}, suite) => {
    const met = namespace.mutantCoverage ?? { static: {}, perTest: {} }
    Object.assign(suite.meta, { met: structuredClone(met) })
    // The sources keep hold of these objects: they are emptied, not replaced.
    for (const id of Object.keys(met.static)) delete met.static[id]
    for (const name of Object.keys(met.perTest)) delete met.perTest[name]
  })
}
