import './dom.ts'
import { act, createElement, type ReactElement } from 'react'
import { type Container, createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { useUser, useZtoken, useZtokenState, ZtokenProvider } from '../src/react.ts'
import { open, password, phone } from './open.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** The document of the test's environment: the project knows no DOM. */
const { document, location } = globalThis as unknown as {
  readonly document: { createElement(name: string): Element }
  readonly location: { readonly origin: string }
}
type Element = Container & { readonly innerHTML: string; readonly textContent: string | null }

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
