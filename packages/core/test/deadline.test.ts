import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { withDeadline } from '../src/ground/store/deadline.ts'
import type { Store } from '../src/index.ts'

const fails = { code: 'unavailable', retryAfterSeconds: 1 }
const never = new Promise<never>(() => undefined)

/** Asks whatever a store has but for its end, and leaves out what it does with the answer. */
function everyQuestion(store: Store): [string, () => Promise<unknown>][] {
  return Object.entries(store)
    .filter(([name]) => name !== 'close' && name !== 'onChange')
    .map(([name, ask]) => [name, ask as () => Promise<unknown>])
}

describe('whatever a store is asked', () => {
  it('A163 A171 fails alike where the driver does, and without its words', async () => {
    const store = memoryStore()
    const questions = everyQuestion(store)
    for (const [name] of questions) {
      Object.assign(store, { [name]: () => Promise.reject(new Error('near "secret of 张三"')) })
    }
    const limited = withDeadline(store, 1_000)
    for (const [name, ask] of everyQuestion(limited)) {
      const error = await ask().catch((reason: unknown) => reason)
      expect(error, name).toMatchObject(fails)
      expect(String((error as Error).cause), name).not.toContain('张三')
    }
    expect(everyQuestion(limited).map(([name]) => name)).toEqual(questions.map(([name]) => name))
    await limited.close()
  })

  it('A171 has an end, also a promise that somebody added, in a store of a class', async () => {
    class Added {
      readonly #late = never
      findUser(): Promise<never> {
        return this.#late
      }
      findTomorrow(): Promise<never> {
        return this.#late
      }
      onChange = (): (() => void) => () => undefined
      close = async (): Promise<void> => undefined
    }
    const limited = withDeadline(new Added() as unknown as Store, 20) as Store & Added
    await expect(limited.findTomorrow()).rejects.toMatchObject(fails)
    await expect(limited.findUser('1')).rejects.toMatchObject(fails)
    await limited.close()
  })
})
