import type { FastifyInstance } from 'fastify'

/**
 * Follows which methods each path has. Out: those of the path of a URL, for `Allow` (RFC 9110
 * §10.2.1); none where no path is like it.
 */
export function followMethods(app: FastifyInstance): (url: string) => readonly string[] {
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ method, url }) => {
    const methods = methodsOf.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    methodsOf.set(url, methods)
  })

  let paths: readonly (readonly [form: RegExp, methods: Set<string>])[] | undefined
  return function allowedOn(url) {
    // Asked for what nobody answers alone: by then every route is there.
    paths ??= [...methodsOf].map(([pattern, methods]) => [formOf(pattern), methods])
    const path = url.replace(/\?.*$/s, '')
    const found = paths.flatMap(([form, methods]) => (form.test(path) ? [...methods] : []))
    return [...new Set(found)].sort()
  }
}

/** `/v1/users/:id` and `/app/*` as regular expressions that read each character once. */
function formOf(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replace(/[^A-Za-z0-9_-]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`, 's')
}
