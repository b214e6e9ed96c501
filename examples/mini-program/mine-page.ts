import { ZtokenError } from '@ztoken/sdk'
import { client } from './client.ts'

interface Data {
  readonly name: string | null
  readonly phone: string | null
  /** What went wrong, or why nobody is signed in any more. */
  readonly notice: string
}

interface Shown {
  setData(changes: Partial<Data>): void
}

/** Of miniprogram-api-typings, what is used here. */
declare function Page<Methods>(page: Methods & { data: Data } & ThisType<Methods & Shown>): void

/** `<form bindsubmit="signIn">` gives what was typed by the names of the inputs. */
interface Submitted {
  readonly detail: { readonly value: { readonly phone: string; readonly password: string } }
}

let stop = (): void => {}

Page({
  data: { name: null, phone: null, notice: '' },

  onLoad() {
    stop = client.onChange(() => this.show())
    this.show()
  },
  onUnload() {
    stop()
  },
  show() {
    const { user, reason } = client.state
    const wasKickedOut = reason === 'kicked_out'
    this.setData({
      name: user?.name ?? null,
      phone: user?.phone ?? null,
      notice: wasKickedOut ? '你已被管理员强制下线' : '',
    })
  },

  async signIn({ detail }: Submitted) {
    const { phone, password } = detail.value
    await this.attempt(() => client.login({ phone, password, device_kind: 'mini_program' }))
  },
  /** A token that has expired is renewed on the way. */
  async reload() {
    await this.attempt(() => client.loadUser())
  },
  /** The tokens are gone at once, with a network or without. */
  async signOut() {
    await client.logout()
  },
  async attempt(work: () => Promise<unknown>) {
    this.setData({ notice: '' })
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ZtokenError)) throw error
      this.setData({ notice: error.message })
    }
  },
})
