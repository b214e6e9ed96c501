// Loaded into a server that is measured: tells what it holds, after a collection, whoever asks.
import { readdirSync, readlinkSync } from 'node:fs'

process.on('message', () => {
  globalThis.gc?.()
  const { heapUsed, rss, external } = process.memoryUsage()
  const open = readdirSync('/proc/self/fd').map(whatIs)
  const connections = open.filter((what) => what.startsWith('socket:')).length
  process.send?.({ heapUsed, rss, external, descriptors: open.length - connections, connections })
})

/** @param {string} descriptor */
function whatIs(descriptor) {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    // The one by which the folder itself was read.
    return ''
  }
}
process.channel?.unref()
