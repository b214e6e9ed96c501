import './dom.ts'
import { act, createElement, type ReactElement } from 'react'
import { type Container, createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createSSRApp, defineComponent, h, nextTick } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { useUser, useZtoken, useZtokenState, ZtokenProvider } from '../src/react.ts'
import { useZtokenState as useVueState, useUser as useVueUser, ztoken } from '../src/vue.ts'
import { open, password, phone } from './open.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** The document of the test's environment: the project knows no DOM. */
const { document, location } = globalThis as unknown as {
  readonly document: { createElement(name: string): Element }
  readonly location: { readonly origin: string }
}
type Element = Container & { innerHTML: string; readonly textContent: string | null }

const allowed = { corsOrigins: [location.origin] }

function Greeting(): ReactElement {
  const user = useUser()
  const { reason } = useZtokenState()
  const { language } = useZtoken()
  return createElement('p', { lang: language() }, user?.name ?? `nobody (${reason})`)
}

describe('the React hook', () => {
  it('renders who is signed in, and again when that changes', async () => {
    const { client } = await open(undefined, allowed)
    const ours = client()
    const page = document.createElement('main')
    const root = createRoot(page)
    onTestFinished(() => act(() => root.unmount()))
    let renders = 0
    function Counted(): ReactElement {
      renders += 1
      return Greeting()
    }
    await act(() =>
      root.render(createElement(ZtokenProvider, { client: ours }, createElement(Counted))),
    )
    expect(page.innerHTML).toBe('<p lang="zh-CN">nobody (null)</p>')
    await act(() => ours.login({ phone, password }))
    expect(page.textContent).toBe('张三')
    const before = renders
    await act(() => ours.refresh())
    expect(renders).toBe(before)
    await act(() => ours.updateUser({ name: '王五' }))
    expect(page.textContent).toBe('王五')
    await act(() => ours.logout())
    expect(page.textContent).toBe('nobody (logged_out)')
  })

  it('a page that a server rendered shows nobody, whoever is signed in there', async () => {
    const { signedIn } = await open(undefined, allowed)
    const provider = createElement(
      ZtokenProvider,
      { client: await signedIn() },
      createElement(Greeting),
    )
    expect(renderToString(provider)).toBe('<p lang="zh-CN">nobody (null)</p>')
  })

  it('says what is missing outside of a provider', () => {
    expect(() => renderToString(createElement(Greeting))).toThrow(TypeError)
  })
})

/** A page that a server has rendered, and what a browser complains of while it takes it over. */
function pageOf(html: string) {
  const page = document.createElement('main')
  page.innerHTML = html
  const complaints: unknown[] = []
  const complain = (...words: unknown[]): void => void complaints.push(words)
  for (const kind of ['warn', 'error'] as const) {
    const spy = vi.spyOn(console, kind).mockImplementation(complain)
    onTestFinished(() => spy.mockRestore())
  }
  return { page, complaints }
}

describe('a page that a server rendered', () => {
  it('Vue takes over a page of nobody without a mismatch, and then shows who is signed in', async () => {
    const { client, signedIn } = await open(undefined, allowed)
    const Greeting = defineComponent(() => {
      const user = useVueUser()
      const state = useVueState()
      return () => h('p', `${user.value?.name ?? 'nobody'} (${state.value.reason})`)
    })
    const html = await renderVue(createSSRApp(Greeting).use(ztoken(await signedIn())))
    expect(html).toBe('<p>nobody (null)</p>')
    for (const ours of [await signedIn(), client()]) {
      const { page, complaints } = pageOf(html)
      const app = createSSRApp(Greeting).use(ztoken(ours))
      onTestFinished(() => app.unmount())
      app.mount(page as never)
      expect(page.textContent).toBe('nobody (null)')
      await nextTick()
      expect(page.textContent).toBe(`${ours.user?.name ?? 'nobody'} (null)`)
      expect(complaints).toEqual([])
    }
  })

  it('React takes over a page of nobody without a mismatch, and then shows who is signed in', async () => {
    const { signedIn } = await open(undefined, allowed)
    const Greeting = (): ReactElement => createElement('p', null, useUser()?.name ?? 'nobody')
    const app = createElement(ZtokenProvider, { client: await signedIn() }, createElement(Greeting))
    const { page, complaints } = pageOf(renderToString(app))
    expect(page.innerHTML).toBe('<p>nobody</p>')
    const root = await act(async () => hydrateRoot(page, app))
    onTestFinished(() => act(() => root.unmount()))
    expect(page.textContent).toBe('张三')
    expect(complaints).toEqual([])
  })
})
