import { describe, expect, it } from 'vitest'
import { keepAnswers } from '../src/index.ts'

interface Answer {
  readonly text: string
}

/** Questions whose answers are given by the test, in the order it likes. */
function asking() {
  const questions: { key: string; answer: (answer: Answer | null) => void; fail: () => void }[] = []
  const ask = (key: string): Promise<Answer | null> =>
    new Promise((resolve, reject) => {
      questions.push({ key, answer: resolve, fail: () => reject(new Error('unreachable')) })
    })
  const lost = new Set<string>()
  const memory = Object.assign(new Map<string, Answer>(), {
    peek: (key: string) => memory.get(key) as Answer | undefined,
  })
  return { questions, lost, ask, kept: keepAnswers(memory, ask, (key) => lost.has(key)) }
}

describe('answers that are kept', () => {
  it('are asked for once by all who ask meanwhile, and given without waiting afterwards', async () => {
    const { kept, questions } = asking()
    const together = [kept.find('a'), kept.find('a')]
    questions[0]?.answer({ text: 'one' })
    expect(await Promise.all(together)).toEqual([{ text: 'one' }, { text: 'one' }])
    expect(kept.find('a')).toEqual({ text: 'one' })
    expect(questions).toHaveLength(1)
    expect(kept.size).toBe(1)
  })

  it('are not those that arrive after they were forgotten, one by one or together', async () => {
    const { kept, questions } = asking()
    for (const forget of [() => kept.forget('a'), () => kept.forgetAll()]) {
      const early = kept.find('a')
      forget()
      questions.shift()?.answer({ text: 'before' })
      expect(await early).toEqual({ text: 'before' })
      expect(kept.peek('a')).toBeUndefined()
    }
  })

  it('are none of two that overlapped', async () => {
    const { kept, questions } = asking()
    const both = [kept.askAnew('a'), kept.askAnew('a')]
    questions[1]?.answer({ text: 'later' })
    questions[0]?.answer({ text: 'earlier' })
    expect(await Promise.all(both)).toEqual([{ text: 'earlier' }, { text: 'later' }])
    expect(kept.peek('a')).toBeUndefined()
  })

  it('are not that nobody is there, nor a failure, which the next who asks finds out anew', async () => {
    const { kept, questions } = asking()
    const nobody = kept.find('a')
    questions[0]?.answer(null)
    expect(await nobody).toBeNull()
    const failed = kept.find('a')
    questions[1]?.fail()
    await expect(failed).rejects.toThrow('unreachable')
    void kept.find('a')
    expect(questions).toHaveLength(3)
  })

  it('are asked for again where the question under way is lost, as in a runtime that ended it', async () => {
    const { kept, questions, lost } = asking()
    void kept.find('a')
    lost.add('a')
    const again = kept.find('a')
    questions[1]?.answer({ text: 'again' })
    expect(await again).toEqual({ text: 'again' })
    expect(kept.peek('a')).toEqual({ text: 'again' })
  })

  it('are none where there is nowhere to keep them', async () => {
    const { ask, questions } = asking()
    const kept = keepAnswers(null, ask)
    for (const text of ['one', 'two']) {
      const found = kept.find('a')
      questions.shift()?.answer({ text })
      expect(await found).toEqual({ text })
    }
    kept.forgetAll()
    expect([kept.peek('a'), kept.size]).toEqual([undefined, 0])
  })
})
