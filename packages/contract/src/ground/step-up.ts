/** What a route asks for beyond a login, of whoever has signed in. */
export interface StepUpWanted {
  /** So many seconds ago at most they have shown who they are; the server's `stepUpSeconds` unless given. */
  readonly within?: number
  /** It was a second factor that they showed then. */
  readonly factor?: boolean
  /** A scope of the application's own, which `openSafe` has opened in this session. */
  readonly scope?: string
}
