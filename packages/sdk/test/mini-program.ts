/** Those that `wx.request` knows. */
const methods = new Set<string>(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE'])

/** The part of `wx` and `uni` that is used: requests that really go to the server, by callback. */
export function miniProgram() {
  const texts = new Map<string, unknown>()
  const asked: { timeout?: number; redirect?: string }[] = []
  const state = { isOffline: false, isFull: false, aborted: 0 }
  return {
    texts,
    asked,
    state,
    request(options: {
      url: string
      method: never
      header: Record<string, string>
      data?: never
      timeout?: number
      redirect?: string
      success(result: { statusCode: number; header: unknown; data: unknown }): void
      fail(fault: unknown): void
    }) {
      asked.push(options)
      const controller = new AbortController()
      const fail = () => options.fail({ errMsg: 'request:fail' })
      if (state.isOffline || !methods.has(options.method)) queueMicrotask(fail)
      else {
        const { url, method, header, data } = options
        fetch(url, { method, headers: header, body: data ?? null, signal: controller.signal })
          .then(async (reply) => {
            const headers = Object.fromEntries(
              [...reply.headers].map(([name, value]) => [name.toUpperCase(), value]),
            )
            const text = await reply.text()
            options.success({ statusCode: reply.status, header: headers, data: text })
          })
          .catch(fail)
      }
      return {
        abort() {
          state.aborted += 1
          controller.abort()
        },
      }
    },
    getStorageSync: (name: string) => texts.get(name) ?? '',
    setStorageSync(name: string, text: unknown) {
      if (state.isFull) throw new Error('exceed storage max size')
      texts.set(name, text)
    },
    removeStorageSync: (name: string) => void texts.delete(name),
  }
}
