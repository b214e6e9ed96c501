import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll, run } from './pack-all.ts'

/**
 * The oldest and the newest of every peer our packages name, installed beside the packed tarballs:
 * a program with every adapter compiles strictly, every declaration checked, and signs somebody in
 * through each. With the newest, also what stands around a guard elsewhere: Apollo, gateways of
 * socket.io, functions behind a gateway.
 */
const programs = join(import.meta.dirname, 'peers')

/** What every end needs and no package of ours names. */
const beside = ['@types/node@20', 'rxjs@7', 'reflect-metadata@0.2']

interface End {
  readonly what: string
  readonly install: readonly string[]
  readonly programs: readonly string[]
}

const ends: readonly End[] = [
  {
    what: 'oldest',
    install: [
      ...['typescript@5.4.5', 'express@4.18.0', '@types/express@4.17.21', 'fastify@5.0.0'],
      ...[
        'hono@4.4.0',
        'koa@2.15.0',
        '@types/koa@2.15.0',
        '@koa/router@12',
        '@types/koa__router@12',
      ],
      ...['@nestjs/common@10.0.0', '@nestjs/core@10.0.0', '@nestjs/platform-express@10.0.0'],
      ...[
        'axios@1.7.0',
        'react@18.0.0',
        'react-dom@18.0.0',
        '@types/react@18',
        '@types/react-dom@18',
      ],
      ...['vue@3.4.0', 'vue-router@4.0.0'],
    ],
    programs: ['guards.mts', 'front-ends.mts'],
  },
  {
    what: 'newest',
    install: [
      ...['typescript@7', 'express@5', '@types/express@5', 'fastify@5', 'hono@4', 'koa@3'],
      ...['@types/koa@3', '@koa/router@15', '@nestjs/common@12', '@nestjs/core@12'],
      ...['@nestjs/platform-express@12', '@nestjs/platform-socket.io@12', '@nestjs/websockets@12'],
      ...[
        '@nestjs/graphql@14',
        '@nestjs/apollo@14',
        '@apollo/server@5',
        '@as-integrations/express5',
      ],
      ...['graphql@16', 'socket.io-client@4', 'serverless-http@4', 'axios@1', 'react@19'],
      ...['react-dom@19', '@types/react@19', '@types/react-dom@19', 'vue@3', 'vue-router@5'],
    ],
    programs: ['guards.mts', 'front-ends.mts', 'around.mts'],
  },
]

const strictly = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node']

/** A fault in somebody else's declarations is theirs, and named; one in ours ends the trial. */
function compile(project: string, program: string): void {
  const tsc = join(project, 'node_modules/typescript/bin/tsc')
  const args = [tsc, ...strictly, '--experimentalDecorators', '--emitDecoratorMetadata', program]
  try {
    run('node', args, project)
  } catch (error) {
    const faults = String(error)
      .split('\n')
      .filter((line) => /error TS\d+/.test(line))
    const isForeign = (line: string): boolean =>
      line.startsWith('node_modules/') && !/^node_modules\/(@ztoken|ztoken)\//.test(line)
    if (faults.length === 0 || !faults.every(isForeign)) throw error
    for (const fault of faults) console.log(`not ours: ${fault}`)
  }
}

function tryEnd({ what, install, programs: names }: End, tarballs: readonly string[]): void {
  const project = mkdtempSync(join(tmpdir(), `ztoken-${what}-`))
  try {
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps']
    run('npm', ['install', ...quietly, ...tarballs, ...beside, ...install], project)
    for (const name of names) {
      copyFileSync(join(programs, name), join(project, name))
      compile(project, name)
      console.log(`${what}: ${run('node', [name.replace('.mts', '.mjs')], project).trim()}`)
    }
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

const packs = mkdtempSync(join(tmpdir(), 'ztoken-packs-'))
try {
  const tarballs = [...packAll(packs).values()].map((path) => join(packs, path))
  for (const end of ends) tryEnd(end, tarballs)
} finally {
  rmSync(packs, { recursive: true, force: true })
}
