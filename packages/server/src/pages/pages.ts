import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { openBranding } from './branding/branding.ts'
import { brandedDocument } from './branding/document.ts'
import { brandFiles } from './branding/files.ts'
import type { Branding } from './branding/options.ts'
import { findPages } from './folder.ts'

/** Where the pages stand, below the prefix of the application. */
const pagesPath = '/app/'

/**
 * What a page may do: run our own scripts and styles, show our own pictures and one chosen here,
 * ask our own server; nothing else, nothing inline, and no text becomes markup (OWASP Content
 * Security Policy Cheat Sheet; Trusted Types). `vue` is the one policy that makes static
 * markup, `human-check` names the one worker.
 */
const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types vue human-check',
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  // Asked for again each time, since it names the files of the moment.
  'cache-control': 'no-cache',
} as const

const aYearInSeconds = 31_536_000

export interface PagesOptions {
  readonly publicUrl: string | undefined
  readonly branding: Branding | undefined
}

/**
 * The pages under `/app/`: one document for every address, and its files, kept for good. Throws
 * TypeError in a repository where they have not been built, and for branding that cannot be meant.
 */
export async function pageRoutes(
  app: FastifyInstance,
  { publicUrl, branding = {} }: PagesOptions,
): Promise<void> {
  const brand = openBranding(branding)
  const folder = findPages()
  if (folder === null) throw new TypeError('the pages are not built: npm run build:pages')
  const base = `${publicPath(publicUrl) || app.prefix}${pagesPath}`
  const shell = brandedDocument(await readShell(folder, base), brand)

  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: `${pagesPath}assets/`,
    index: false,
    preCompressed: true,
    // A name holds the digest of what is in it.
    maxAge: aYearInSeconds * 1000,
    immutable: true,
  })
  app.get(`${pagesPath}icon.svg`, (_request, reply) =>
    reply.sendFile('icon.svg', folder, { maxAge: '1d', immutable: false }),
  )
  brandFiles(app, pagesPath, brand)
  for (const path of ['/', pagesPath.slice(0, -1)]) {
    app.get(path, (_request, reply) => reply.redirect(base))
  }
  app.get(`${pagesPath}*`, (_request, reply) =>
    reply.headers(pageHeaders).type('text/html; charset=utf-8').send(shell),
  )
}

/**
 * The path that people reach the application under, without the slash at its end. A proxy may take
 * it off, so the public address alone tells it; one without a path says nothing of it.
 */
function publicPath(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/** The document with the path it stands under, which its addresses begin at. */
async function readShell(folder: string, base: string): Promise<string> {
  const written = await readFile(join(folder, 'index.html'), 'utf8')
  return written.replace('<base href="/app/"', `<base href="${base}"`)
}
