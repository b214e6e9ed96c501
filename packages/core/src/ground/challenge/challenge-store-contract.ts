import assert from 'node:assert/strict'
import { atOnce, naughty, type StorePromise, sweepAll } from '../store/contract-samples.ts'
import type { Challenge, ChallengeAnswer } from './challenge.ts'

const asked: Challenge = {
  id: 'c',
  kind: 'code',
  subject: naughty,
  answer: 'right',
  data: naughty,
  tries: 3,
  expiresAt: 5_000,
}
const right: ChallengeAnswer = {
  id: 'c',
  kind: 'code',
  subject: naughty,
  answer: 'right',
  now: 4_999,
}
const gone = { outcome: 'gone' }

export const challengePromises: readonly StorePromise[] = [
  {
    title: 'a question is answered once, and gives back what was kept with it',
    async run(store) {
      await store.putChallenge(asked)
      assert.deepEqual(await store.answerChallenge(right), { outcome: 'right', data: naughty })
      assert.deepEqual(await store.answerChallenge(right), gone)
    },
  },
  {
    title: 'of fifty right answers at once one counts',
    async run(store) {
      await store.putChallenge(asked)
      const all = await atOnce(50, () => store.answerChallenge(right))
      assert.equal(all.filter(({ outcome }) => outcome === 'right').length, 1)
      assert.equal(all.filter(({ outcome }) => outcome === 'gone').length, 49)
    },
  },
  {
    title: 'of fifty wrong answers at once as many are looked at as there are tries',
    async run(store) {
      await store.putChallenge(asked)
      const all = await atOnce(50, (n) => store.answerChallenge({ ...right, answer: `wrong ${n}` }))
      const left = all.flatMap((one) => (one.outcome === 'wrong' ? [one.triesLeft] : []))
      assert.deepEqual(left.sort(), [0, 1, 2])
      assert.equal(all.filter(({ outcome }) => outcome === 'gone').length, 47)
      assert.deepEqual(await store.answerChallenge(right), gone)
    },
  },
  {
    title: 'an answer is for its question, its kind and its subject, and in its time',
    async run(store) {
      await store.putChallenge(asked)
      for (const foreign of [
        { id: 'another' },
        { kind: 'another' },
        { subject: 'another' },
        { now: 5_000 },
      ]) {
        assert.deepEqual(await store.answerChallenge({ ...right, ...foreign }), gone)
      }
      assert.equal((await store.answerChallenge(right)).outcome, 'right')
    },
  },
  {
    title: 'a new question ends the one before, of the same kind and subject',
    async run(store) {
      await store.putChallenge(asked)
      await store.putChallenge({ ...asked, id: 'other kind', kind: 'other' })
      await store.putChallenge({ ...asked, id: 'other subject', subject: 'other' })
      await store.putChallenge({ ...asked, id: 'next', answer: 'next' })
      assert.deepEqual(await store.answerChallenge(right), gone)
      for (const known of [
        { id: 'other kind', kind: 'other' },
        { id: 'other subject', subject: 'other' },
        { id: 'next', answer: 'next' },
      ]) {
        assert.equal((await store.answerChallenge({ ...right, ...known })).outcome, 'right')
      }
    },
  },
  {
    title: 'a question leaves when it is over, and not before',
    async run(store) {
      await store.putChallenge(asked)
      await store.putChallenge({ ...asked, id: 'late', subject: 'late', expiresAt: 5_001 })
      assert.equal(await sweepAll(() => store.sweepChallenges(5_001)), 1)
      const late = { ...right, id: 'late', subject: 'late' }
      assert.equal((await store.answerChallenge(late)).outcome, 'right')
    },
  },
]
