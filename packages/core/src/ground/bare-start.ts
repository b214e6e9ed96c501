/**
 * What a thread or a process of ours is given of this one: nothing. Its flags, such as a loader of
 * TypeScript, would only slow the start, and some of its variables are secrets. Under Yarn's
 * Plug'n'Play alone modules are found by what a flag has loaded.
 */
export function bareStart(): { env: Record<string, string>; execArgv: string[] } {
  if (process.versions.pnp === undefined) return { env: {}, execArgv: [] }
  const { NODE_OPTIONS } = process.env
  return { env: NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS }, execArgv: process.execArgv }
}
