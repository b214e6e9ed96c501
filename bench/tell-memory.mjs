// Loaded into a server that is measured: tells what it holds, after a collection, whoever asks.
import { readdirSync } from 'node:fs'

process.on('message', () => {
  globalThis.gc?.()
  const { heapUsed, rss, external } = process.memoryUsage()
  process.send?.({ heapUsed, rss, external, descriptors: readdirSync('/proc/self/fd').length })
})
process.channel?.unref()
