import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { addDuration, noDurations } from '../src/ground/durations.ts'
import { noQuestions, withDeadline } from '../src/ground/store/deadline.ts'
import { type Store, ZtokenError } from '../src/index.ts'

const fails = { code: 'unavailable', retryAfterSeconds: 1 }
const never = new Promise<never>(() => undefined)

/** Asks whatever a store has but for its end, and leaves out what it does with the answer. */
function everyQuestion(store: Store): [string, () => Promise<unknown>][] {
  return Object.entries(store)
    .filter(([name]) => name !== 'close' && name !== 'onChange')
    .map(([name, ask]) => [name, ask as () => Promise<unknown>])
}

describe('what a store says of itself', () => {
  it('is passed on: how many connections there are, where there are several', async () => {
    const connections = { open: 3, idle: 1, waiting: 7 }
    class Counted {
      readonly #connections = connections
      connections(): typeof connections {
        return this.#connections
      }
    }
    const several = Object.assign(new Counted(), memoryStore())
    const limited = withDeadline(several, 1_000)
    expect(limited.connections?.()).toEqual(connections)
    await limited.close()
    const alone = withDeadline(memoryStore(), 1_000)
    expect(alone.connections).toBeUndefined()
    await alone.close()
  })
})

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

  it('is counted: an answer by how long it took, a refusal as neither, a fault and silence as failures', async () => {
    const questions = noQuestions()
    const store = memoryStore()
    const limited = withDeadline(store, 20, questions)
    const counted = () => [questions.answers.count, questions.failures]
    const failing = async (answer: () => Promise<never>) => {
      store.findUser = answer
      await limited.findUser('1').catch(() => undefined)
      return counted()
    }
    await limited.findUser('1')
    expect(counted()).toEqual([1, 0])
    const refusing = () => Promise.reject(new ZtokenError('conflict'))
    expect(await failing(refusing)).toEqual([1, 0])
    const unavailable = () => Promise.reject(new ZtokenError('unavailable'))
    expect(await failing(unavailable)).toEqual([1, 1])
    expect(await failing(() => Promise.reject(new Error('down')))).toEqual([1, 2])
    expect(await failing(() => never)).toEqual([1, 3])
    await limited.close()
  })
})

it('a duration counts in the first class that it does not exceed, and beyond all in the last', () => {
  const durations = noDurations()
  for (const seconds of [0, 0.001, 0.0011, 10, 10.1]) addDuration(durations, seconds)
  const { count, sumSeconds, buckets } = durations
  expect([count, sumSeconds.toFixed(4)]).toEqual([5, '20.1021'])
  expect(buckets).toEqual([2, 1, ...new Array(10).fill(0), 1, 1])
})
