import type { Asked } from './ports.ts'

/** Pages of a framework's own, and whatever is a file by its name. */
const file =
  /^\/(_next\/(static|image)|_nuxt|_ipx)\/|\.(js|mjs|css|map|wasm|ico|png|jpe?g|gif|svg|webp|avif|woff2?|ttf|mp[34]|webm|webmanifest)$/
/** What a browser loads for a page that is there already (Fetch Metadata). */
const part =
  /^(audio|font|image|manifest|script|style|track|video|worker|serviceworker|sharedworker)$/

/** True for what shows nobody: a picture, a script, a style sheet, a font. */
export function isPart({ headers, url = '/' }: Asked): boolean {
  return part.test(headers.get('sec-fetch-dest') ?? '') || file.test(pathOf(url))
}

/** True where nobody has asked for it yet: a browser or a router fetches ahead. */
export function isPrefetch({ headers }: Asked): boolean {
  return (
    headers.get('next-router-prefetch') !== null ||
    ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
      /^(prefetch|prerender|preview)/.test(headers.get(name) ?? ''),
    )
  )
}

/** The path of an address, or of a path. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '') || '/'
}
