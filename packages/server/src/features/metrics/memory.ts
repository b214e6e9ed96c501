/** Watches what the process holds of the machine's memory. */
export function watchMemory(): {
  /** In bytes. What was seen last, where the process may open no file to look again. */
  look(): { readonly rss: number; readonly heapUsed: number }
} {
  let seen = { rss: 0, heapUsed: 0 }
  return {
    look() {
      try {
        seen = process.memoryUsage()
      } catch {
        // Node reads it from a file, and there may be none left to open (attack S25).
      }
      return seen
    },
  }
}
