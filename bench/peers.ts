import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * What a user would pick instead, as programs of their own in a folder where nothing of ztoken is:
 * `peers/` and what it asks for from the registry. The versions are part of what was measured.
 */
const packages = [
  ...['better-auth@1.7.25', 'kysely@0.28', 'iron-session@9.0.1', 'libsql@0.5.29', 'jose@6.2.18'],
  ...['fast-jwt@6.3.6', 'fastify@5', 'jsonwebtoken@9.0.3', 'express@5', 'express-jwt@8'],
  ...['hono@4', '@hono/node-server@2', 'koa@3', 'koa-jwt@4'],
]

const programs: Readonly<Record<string, readonly string[]>> = {
  'jose and a read': ['jwts.mjs', 'jose and a read'],
  'fast-jwt and a read': ['jwts.mjs', 'fast-jwt and a read'],
  'fast-jwt with its cache and a read': ['jwts.mjs', 'fast-jwt with its cache and a read'],
  'Express, jsonwebtoken and a read': ['jwts.mjs', 'Express, jsonwebtoken and a read'],
  'Express, express-jwt and a read': ['jwts.mjs', 'Express, express-jwt and a read'],
  'Hono, hono/jwt and a read': ['jwts.mjs', 'Hono, hono/jwt and a read'],
  'Koa, koa-jwt and a read': ['jwts.mjs', 'Koa, koa-jwt and a read'],
  'iron-session and a read': ['iron-session.mjs'],
  'better-auth': ['better-auth.mjs'],
  'better-auth with its cookie cache': ['better-auth.mjs', 'cookie cache'],
}
const flask = "the tutorial's Flask application, gunicorn"

export const peerNames: readonly string[] = [...Object.keys(programs), flask]

/** How to start one: null for what this machine has not. */
export function commandOf(name: string): readonly string[] | null {
  const program = programs[name]
  if (program === undefined) return null
  const [file = '', ...words] = program
  return [process.execPath, join(folder(), file), ...words]
}

let prepared: string | null = null

function folder(): string {
  if (prepared !== null) return prepared
  prepared = process.env.PEERS ?? join(tmpdir(), `ztoken-peers-${process.pid}`)
  mkdirSync(prepared, { recursive: true })
  cpSync(join(import.meta.dirname, 'peers'), prepared, { recursive: true })
  if (!existsSync(join(prepared, 'node_modules'))) {
    const flags = ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', prepared]
    execFileSync('npm', [...flags, ...packages], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return prepared
}

/** The Python that has Flask and gunicorn, with the class of the tutorial or PyJWT; or null. */
function findPython(): string | null {
  const needs =
    'import flask, gunicorn\ntry:\n from itsdangerous import TimedJSONWebSignatureSerializer\nexcept ImportError:\n import jwt'
  const found = ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', needs]).status === 0,
  )
  return found ?? null
}

/** gunicorn tells no token: it is asked for. Out: null where there is none on this machine. */
export async function startFlask(): Promise<{
  child: ChildProcess
  url: string
  headers: Record<string, string>[]
} | null> {
  const python = findPython()
  if (python === null) return null
  const port = 18_099
  const words = ['-m', 'gunicorn', '-b', `127.0.0.1:${port}`, '--threads', '1', 'flask_app:app']
  const child = spawn('taskset', ['-c', '0', python, ...words], {
    cwd: folder(),
    stdio: 'ignore',
  })
  const address = `http://127.0.0.1:${port}`
  for (;;) {
    const reply = await fetch(`${address}/token`).catch(() => null)
    if (reply?.ok)
      return { child, url: `${address}/user/detail`, headers: [{ 'z-token': await reply.text() }] }
    await pause(100)
  }
}

export const flaskName: string = flask
