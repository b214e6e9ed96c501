import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readings } from '../../packages/server/src/config/settings.ts'

const root = resolve(import.meta.dirname, '../..')
const unit = readFileSync(join(root, 'examples/deploy/ztoken.service'), 'utf8')
const compose = parse(readFileSync(join(root, 'examples/deploy/compose.yaml'), 'utf8'))

describe('what is copied to run a service (F46)', () => {
  it('starts the program itself, which hears the signal', () => {
    const started = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? []
    for (const command of [started, compose.services.ztoken.command]) {
      const [node, program, verb] = command
      expect(node).toMatch(/(^|\/)node$/)
      expect(existsSync(join(root, program))).toBe(true)
      expect(verb).toBe('serve')
    }
    expect(`${unit}${JSON.stringify(compose)}`.replaceAll(/#.*/g, '')).not.toContain('npx')
  })

  it('names settings that there are, and waits for longer than a server takes to stop', () => {
    const known = Object.keys(readings).map((name) => `ZTOKEN_${name.toUpperCase()}`)
    const inUnit = [...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
    const names = [...inUnit, ...Object.keys(compose.services.ztoken.environment)]
    expect(names.length).toBeGreaterThan(4)
    for (const name of names) expect(known).toContain(name.replace(/_FILE$/, ''))
    const drain = readings.drain_seconds.fallback
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(drain + 10)
    expect(Number.parseInt(compose.services.ztoken.stop_grace_period, 10)).toBeGreaterThan(
      drain + 10,
    )
    const files = Object.keys(compose.secrets)
    for (const service of ['ztoken', 'postgres']) {
      for (const name of compose.services[service].secrets) expect(files).toContain(name)
    }
  })
})
