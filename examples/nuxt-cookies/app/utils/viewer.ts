import type { Caller } from '@ztoken/sdk/server'

declare module 'h3' {
  interface H3EventContext {
    readCaller?: () => Promise<Caller | null>
  }
}

/** What pages may know of who looks at them. */
export interface Viewer {
  readonly id: string
  readonly name: string | null
}

export const useViewer = () => useState<Viewer | null>('viewer', () => null)
