import { expect, it, vi } from 'vitest'
import { flaskReads, mint, type Person, people } from './flask.ts'
import { follow, partsOf } from './flask-guide.ts'

const guide = 'docs/guides/from-flask.md'
const codesOf = (lines: readonly string[]): number[] => lines.map((line) => JSON.parse(line).code)
const namesOf = (lines: readonly string[]): string[] =>
  lines.map((line) => JSON.parse(line).data.name)

/** One person for each method that werkzeug hashed with. */
const oneOfEachMethod = [...new Map(people.map((one) => [one.hash_method, one])).values()]

it('the guide of the move from Flask: every step does what it says, and nobody is signed out', async () => {
  const { take, run, serve, variable, settings, login, detail } = await follow()
  const [before = [], look = [], importing = [], side = [], cut = [], end = []] = partsOf(guide)
  expect(oneOfEachMethod.length).toBeGreaterThan(3)
  const passwordsWork = async (): Promise<void> => {
    for (const person of oneOfEachMethod) {
      const { code, data } = await login(person)
      expect([code, (await detail(data)).data.name], person.hash_method).toEqual([0, person.name])
    }
    expect(await login({ phone: '15912345678', password: 'pass-word-2' })).toMatchObject({
      code: 4103,
    })
  }

  await take(before)
  const dryRun = look.find(({ kind }) => kind === '')?.text ?? ''
  expect(await take(look)).toEqual(dryRun.trimEnd().split('\n'))
  const imported = await take(importing)
  expect(imported.slice(0, 2)).toEqual(['43 users read', '43 imported'])
  expect(imported.join('\n')).toContain('李四')

  const sideBySide = await take(side)
  expect(codesOf(sideBySide)).toEqual([0, 0, 0])
  expect(namesOf(sideBySide)).toEqual(['李四', '李四', '李四'])
  await passwordsWork()
  for (const person of oneOfEachMethod) {
    expect((await detail(mint(person.id))).data.phone).toBe(person.phone)
    expect(flaskReads((await login(person)).data)).toBe(person)
  }
  const settingsOfThree = settings()

  // What ends here is refused here, Flask's tokens too; Flask itself cannot know.
  const person = people[2] as Person
  const [left, other] = [mint(person.id, 2), mint(person.id, 1)]
  await run(`curl -s -X POST $URL/v1/logout -H "z-token: ${left}"`)
  expect([(await detail(left)).code, (await detail(other)).code]).toEqual([4101, 0])
  await run(`npx ztoken user kickout ${person.phone}`)
  await vi.waitUntil(async () => (await detail(other)).code === 4101, { timeout: 30_000 })
  expect([flaskReads(left), flaskReads(other)]).toEqual([person, person])

  const cutOver = await take(cut)
  expect(codesOf(cutOver)).toEqual([0, 0, 0, 4101])
  expect(namesOf(cutOver.slice(0, 3))).toEqual(['李四', '李四', '李四'])
  expect(JSON.parse(variable('NEXT'))).toMatchObject({ code: 0 })
  await passwordsWork()
  const settingsOfFour = settings()

  // The way back from the cut-over, and forward again.
  await serve(settingsOfThree)
  for (const name of ['FLASK_TOKEN', 'TOKEN', 'NEW_TOKEN']) {
    expect((await detail(variable(name))).data.name, name).toBe('李四')
  }
  expect(flaskReads((await login(people[0] as Person)).data)).toBe(people[0])

  const ended = await take(end)
  expect(codesOf(ended)).toEqual([4101, 4101, 0, 0])
  await passwordsWork()

  // The way back from the end.
  await serve(settingsOfFour)
  expect((await detail(variable('FLASK_TOKEN'))).data.name).toBe('李四')
}, 180_000)

it('the guide says the same in both languages', () => {
  expect(partsOf('docs/guides/from-flask.zh-CN.md')).toEqual(partsOf(guide))
})
