import vm from 'node:vm'
import { codes } from '@ztoken/contract'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { miniProgram } from './mini-program.ts'
import { open, password, phone, until } from './open.ts'

interface MinePage {
  readonly data: Record<'name' | 'phone' | 'notice', string | null>
  setData(changes: object): void
  onLoad(): void
  onUnload(): void
  signIn(event: { detail: { value: { phone: string; password: string } } }): Promise<void>
  reload(): Promise<void>
  signOut(): Promise<void>
}

/** Starts the program as the phone does: the app, then its page, with `wx` and no browser. */
async function launch(origin: string, wx: ReturnType<typeof miniProgram>): Promise<MinePage> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import './app.ts'; import './mine-page.ts'`,
      resolveDir: 'examples/mini-program',
    },
    bundle: true,
    write: false,
    conditions: ['@ztoken/source'],
    target: 'es2020',
  })
  const pages: MinePage[] = []
  const context = vm.createContext({
    wx,
    setTimeout,
    App: (app: { onLaunch(): void }) => app.onLaunch(),
    Page: (page: MinePage) => pages.push(page),
  })
  const script = outputFiles[0]?.text ?? ''
  vm.runInContext(script.replaceAll('http://127.0.0.1:8080', origin), context)
  const page = pages[0] as MinePage
  page.setData = (changes) => Object.assign(page.data, changes)
  page.onLoad()
  return page
}

const typed = (secret: string) => ({ detail: { value: { phone, password: secret } } })
const nobody = { name: null, phone: null }

it('the example of a mini program signs in, stays so over a start, refreshes and signs out', async () => {
  const { origin, auth, advance, count } = await open()
  const wx = miniProgram()
  const page = await launch(origin, wx)
  expect(page.data).toEqual({ ...nobody, notice: '' })
  await page.signIn(typed('not the password'))
  expect(page.data).toMatchObject({ ...nobody, notice: codes.credentials_wrong.zh })
  expect([...wx.texts.keys()].every((name) => name.endsWith('.device'))).toBe(true)
  await page.signIn(typed(password))
  expect(page.data).toMatchObject({ name: '张三', phone: `+86${phone}`, notice: '' })
  const [user] = await auth.listUsers({ after: null, limit: 1 })
  const id = user?.id as string
  const ours = expect.objectContaining({ device: 'WeChat', deviceKind: 'mini_program' })
  expect(await auth.sessions(id)).toContainEqual(ours)

  advance(3601)
  await auth.updateManagedUser(id, { name: '王五' })
  await page.reload()
  expect(page.data).toMatchObject({ name: '王五', notice: '' })
  expect(count('POST /v1/refresh')).toBe(1)
  page.onUnload()

  advance(3601)
  await auth.updateManagedUser(id, { name: '赵六' })
  const next = await launch(origin, wx)
  // Before any answer: what the storage knows.
  expect(next.data.name).toBe('王五')
  await until(() => next.data.name === '赵六')
  expect([count('POST /v1/login'), count('POST /v1/refresh')]).toEqual([2, 2])

  await next.signOut()
  expect(next.data).toEqual({ ...nobody, notice: '' })
  expect([...wx.texts.keys()].every((name) => name.endsWith('.device'))).toBe(true)
  expect(await auth.sessions(id)).not.toContainEqual(ours)
})

it('the example of a mini program says who ended the session, and forgets without a network', async () => {
  const { origin, auth } = await open()
  const wx = miniProgram()
  const page = await launch(origin, wx)
  await page.signIn(typed(password))
  const [user] = await auth.listUsers({ after: null, limit: 1 })
  await auth.kickOut(user?.id as string)
  await page.reload()
  expect(page.data).toEqual({ ...nobody, notice: codes.kicked_out.zh })
  // At the next start the storage still knows why.
  const next = await launch(origin, wx)
  expect(next.data).toMatchObject({ ...nobody, notice: expect.stringContaining('管理员') })
  next.onUnload()
  await page.signIn(typed(password))
  wx.state.isOffline = true
  await page.reload()
  expect(page.data.name).toBe('张三')
  expect(page.data.notice).not.toBe('')
  await page.signOut()
  expect(page.data).toEqual({ ...nobody, notice: '' })
  expect([...wx.texts.keys()].every((name) => name.endsWith('.device'))).toBe(true)
})
