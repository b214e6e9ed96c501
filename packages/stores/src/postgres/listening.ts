import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { connectionSettings } from './connection.ts'
import { channelOf, quoted, schemaOf } from './in-schema.ts'
import type { PostgresOptions } from './options.ts'
import { isPooled } from './pooled.ts'

/** Who is told that something may have been added. */
export interface Nudges {
  /** Calls back from now on. Out: ends it. */
  on(listener: () => void): () => void
  /** Something was added here. */
  nudge(): void
  close(): Promise<void>
}

const checkMilliseconds = 3000
const firstPauseMilliseconds = 50
const longestPauseMilliseconds = 5000

/**
 * Listens on a connection of its own as soon as somebody wants to know, and takes it up again
 * whenever it breaks: then something may have been missed, so the listeners are told. It only makes
 * the polling quicker; where the database cannot do it, nothing is lost but time.
 */
export function createNudges(url: string, options: PostgresOptions): Nudges {
  const { listenUrl = url, pooler } = options
  const channel = channelOf(schemaOf(url, options))
  const settings = { ...connectionSettings(listenUrl, options), application_name: 'ztoken-listen' }
  // What is said of the way that everything else takes is not said of another one.
  const between = listenUrl !== url && pooler === 'transaction' ? 'auto' : pooler
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  let isListening = false
  let following: Promise<void> | null = null

  function tell(): void {
    queueMicrotask(() => {
      for (const listener of listeners) listener()
    })
  }

  async function follow(): Promise<void> {
    let wait = firstPauseMilliseconds
    while (!closing.signal.aborted) {
      const began = performance.now()
      await listen().catch(() => undefined)
      isListening = false
      if (performance.now() - began > checkMilliseconds) wait = firstPauseMilliseconds
      await pause(wait * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(
        () => undefined,
      )
      wait = Math.min(wait * 2, longestPauseMilliseconds)
    }
  }

  /** Until the connection breaks or is not wanted any more. */
  async function listen(): Promise<void> {
    const client = new Client(settings)
    const broken = new AbortController()
    const signal = AbortSignal.any([broken.signal, closing.signal])
    client.on('error', () => broken.abort())
    client.on('end', () => broken.abort())
    client.on('notification', tell)
    try {
      await client.connect()
      // It would listen on a session that is somebody else's the next moment.
      if (await isPooled(client, between)) return
      await client.query(`LISTEN ${quoted(channel)}`)
      isListening = true
      tell()
      while (!signal.aborted) {
        await pause(checkMilliseconds, undefined, { signal }).catch(() => undefined)
        // A connection whose other end has vanished says nothing: it has to be asked.
        if (!signal.aborted) await client.query('SELECT 1')
      }
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  return {
    on(listener) {
      listeners.add(listener)
      if (options.notifications !== false) following ??= follow()
      return () => listeners.delete(listener)
    },
    nudge() {
      // Where we listen, the database tells us what it tells the others.
      if (!isListening) tell()
    },
    async close() {
      listeners.clear()
      closing.abort()
      await following
    },
  }
}
