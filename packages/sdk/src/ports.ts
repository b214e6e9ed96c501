/** What a transport brings back. A `Response` of fetch is one. */
export interface Reply {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** The body as text. Rejects where it breaks off. */
  text(): Promise<string>
  /** The body as JSON. Rejects for what is none. */
  json(): Promise<unknown>
  /** Another of the same, whose body can be read once more. */
  clone?(): Reply
}

/** The `Response` of this platform's own fetch; where there is none, a bare reply. */
export type DefaultReply = typeof globalThis extends {
  fetch: (...input: never[]) => Promise<infer Found extends Reply>
}
  ? Found
  : Reply

/** What the core needs of an AbortSignal. */
export interface Signal {
  readonly aborted: boolean
  /** Calls when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void
  /** Calls no more. */
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Headers as fetch takes them: an object, pairs, or a Headers object. */
export type HeadersLike =
  | Readonly<Record<string, string | readonly string[]>>
  | Iterable<readonly (string | readonly string[])[]>

/** What `fetch` of a client takes besides the address; every member as in `RequestInit`. */
export interface FetchInit {
  readonly method?: string | undefined
  readonly headers?: HeadersLike | undefined
  readonly body?: unknown
  readonly signal?: Signal | null | undefined
  readonly cache?: string | undefined
  readonly credentials?: string | undefined
  readonly integrity?: string | undefined
  readonly keepalive?: boolean | undefined
  readonly mode?: string | undefined
  readonly priority?: string | undefined
  readonly referrer?: string | undefined
  readonly referrerPolicy?: string | undefined
}

/** What a token is sent in: `Authorization: Bearer …`, or `z-token` alone. */
export type TokenHeader = 'authorization' | 'z-token'

/** A request as a transport gets it. */
export interface TransportRequest extends Omit<FetchInit, 'headers' | 'method'> {
  readonly url: string
  readonly method: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** A redirect is never followed: it could carry the token to another origin. */
  readonly redirect: 'manual'
  /** After this long the transport gives up and rejects. */
  readonly timeoutMilliseconds?: number
}

/** Sends one request. Rejects where no reply came, whatever the cause. */
export type Transport<R extends Reply = Reply> = (request: TransportRequest) => Promise<R>

/** Runs one work at a time among all that share something. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>

/** Where the tokens are kept: one text under one name. None of its functions throws. */
export interface TokenStorage {
  /** What was written last; null: nothing. */
  read(): string | null
  /** Keeps this in the place of what there was; null: keeps nothing. */
  write(text: string | null): void
  /**
   * What the server knows this device by: keeps the one it is given, and gives the one there is. It
   * opens nothing, stays when the tokens go, and keeps its owner from waiting where somebody else
   * guesses at their phone. Left out: none is kept.
   */
  device?(token?: string): string | undefined
  /**
   * Whether what is written outlives this page: false where the browser keeps nothing for the site,
   * and the tokens are in memory alone, so that a reload signs out. Left out: nobody knows.
   */
  isLasting?(): boolean
  /** Resolves when `read` knows; needed only where reading takes time. */
  readonly ready?: Promise<unknown>
  /** One at a time among all that share this storage, e.g. the tabs of a browser. */
  readonly lock?: Lock
  /** Calls when somebody else may have written. Gives the way to stop. */
  watch?(listener: () => void): () => void
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after so long. Never rejects. */
  wait(milliseconds: number): Promise<void>
}
