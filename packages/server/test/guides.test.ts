import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from './open.ts'
import { printed, start } from './place.ts'

/** The lines of a guide that a reader can paste: its blocks of `sh`, in their order. */
function script(guide: string): string {
  const blocks = [...readFileSync(guide, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  return blocks.map(([, lines]) => lines).join('')
}

/** Each with the fewest replies that it shows. */
const guides = [
  ['docs/guides/sessions.md', 13],
  ['docs/guides/sessions.zh-CN.md', 13],
  ['docs/guides/avatars.md', 3],
  ['docs/guides/avatars.zh-CN.md', 3],
] as const

describe('the guides', () => {
  for (const [guide, least] of guides) {
    it(`every line of ${guide} does what it says, against npm start`, async () => {
      const file = join(temporaryDirectory(), 'data', 'app.db')
      const child = start('dev', {
        ZTOKEN_DATABASE_URL: `sqlite:${file}`,
        ZTOKEN_LOG_LEVEL: 'silent',
      })
      const text = await printed(child, 'Ctrl+C 停止')
      expect(text).toContain('18612345678 pass-word-2 (admin)')
      const url = /listens on (\S+)/.exec(text)?.[1] as string
      // A refusal ends the script; what is answered stands on a line of its own.
      const lines = [
        'set -eu -o pipefail',
        'curl() { command curl --fail-with-body -w "\\n" "$@"; }',
        script(guide).replaceAll('http://127.0.0.1:8080', url),
      ].join('\n')
      const { status, stdout, stderr } = spawnSync('bash', ['-c', lines], { encoding: 'utf8' })
      expect(status, stdout + stderr).toBe(0)
      const replies = stdout.split('\n').filter((line) => line !== '')
      expect(replies.length).toBeGreaterThanOrEqual(least)
      for (const reply of replies) expect(JSON.parse(reply), reply).toMatchObject({ code: 0 })
      child.kill('SIGTERM')
      expect((await once(child, 'exit'))[0]).toBe(0)
    }, 60_000)
  }
})
