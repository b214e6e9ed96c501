/**
 * A bounded memory of tokens that verified. Two generations: when the young one is full it becomes
 * the old one, and what is asked for again moves back. Only authentic tokens enter, so nobody
 * without a key can fill it.
 */
export class TokenCache<Value> {
  readonly #capacity: number
  #young = new Map<string, { token: string; value: Value }>()
  #old = new Map<string, { token: string; value: Value }>()

  constructor(capacity: number) {
    this.#capacity = Math.ceil(capacity / 2)
  }

  get(token: string): Value | undefined {
    const index = indexOf(token)
    const young = this.#young.get(index)
    if (young !== undefined) return young.token === token ? young.value : undefined
    const old = this.#old.get(index)
    if (old === undefined || old.token !== token) return undefined
    this.set(token, old.value)
    return old.value
  }

  set(token: string, value: Value): void {
    if (this.#capacity === 0) return
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(indexOf(token), { token, value })
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }
}

/** The end of a MAC, tag or signature: quick to hash. The whole token is compared as well. */
function indexOf(token: string): string {
  return token.slice(-22)
}
