import { expect, it } from 'vitest'
import { sharedQuestion } from '../src/revocation/shared-question.ts'

it('a question that was lost with whoever asked it keeps nobody waiting, and ends nothing later', async () => {
  const answers: (() => void)[] = []
  let isLost = false
  const question = sharedQuestion(
    () => new Promise<void>((answer) => answers.push(answer)),
    () => isLost,
  )
  void question()
  void question()
  isLost = true
  const next = question()
  isLost = false
  expect(answers).toHaveLength(2)
  // The lost one comes back after all: the one under way is still the one that is shared.
  answers[0]?.()
  await Promise.resolve()
  void question()
  expect(answers).toHaveLength(2)
  answers[1]?.()
  await next
})
