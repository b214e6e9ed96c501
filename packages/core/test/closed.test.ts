import { memoryStore } from '@ztoken/stores'
import { afterEach, expect, it, vi } from 'vitest'
import type { Store } from '../src/index.ts'
import { open } from './open.ts'

afterEach(() => vi.useRealTimers())

/** A store that counts who follows it, nudges them when told to, and answers as `answer` does. */
async function followed() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const inner = memoryStore()
  const following = new Set<() => void>()
  const heard: (() => void)[] = []
  const faults: unknown[] = []
  const now = { asked: 0, answer: inner.listChanges }
  const store: Store = {
    ...inner,
    listChanges(page) {
      now.asked += 1
      return now.answer(page)
    },
    onChange(listener) {
      heard.push(listener)
      following.add(listener)
      return () => void following.delete(listener)
    },
  }
  const { core } = await open({ store, report: (error) => faults.push(error) })
  const askedWhile = async (act: () => unknown): Promise<number> => {
    const before = now.asked
    await act()
    return now.asked - before
  }
  return {
    ...{ core, now, following, faults, askedWhile },
    wait: () => vi.advanceTimersByTimeAsync(5000),
    async nudge() {
      for (const listener of heard) listener()
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

it('a core that is open asks what is new by itself and after a nudge, also when it was told nothing', async () => {
  const { now, following, faults, askedWhile, wait, nudge } = await followed()
  expect(following.size).toBeGreaterThan(0)
  expect(await askedWhile(wait)).toBeGreaterThan(5)
  expect(await askedWhile(nudge)).toBeGreaterThan(0)
  const { answer } = now
  now.answer = () => Promise.reject(new Error('down'))
  expect(await askedWhile(wait)).toBeGreaterThan(5)
  expect(faults.length).toBeGreaterThan(5)
  now.answer = answer
  const told = faults.length
  expect(await askedWhile(wait)).toBeGreaterThan(5)
  expect(faults).toHaveLength(told)
})

it('a core that was closed follows nobody and asks for nothing more, whoever nudges', async () => {
  const { core, following, askedWhile, wait, nudge } = await followed()
  await core.close()
  expect(following.size).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  expect(await askedWhile(wait)).toBe(0)
  expect(await askedWhile(nudge)).toBe(0)
})

it('what a core was asking as it was closed is the last it asks, and its failing is no fault', async () => {
  const { core, now, faults, askedWhile, wait } = await followed()
  const questions: ((error: Error) => void)[] = []
  now.answer = () => new Promise((_, reject) => questions.push(reject))
  await wait()
  expect(questions).toHaveLength(1)
  await core.close()
  for (const fail of questions) fail(new Error('closed'))
  expect(await askedWhile(wait)).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  expect(faults).toEqual([])
})
