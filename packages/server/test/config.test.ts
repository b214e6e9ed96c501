import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { secret } from './open.ts'
import { place } from './place.ts'

const load = (variables: Record<string, string>) =>
  loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)

describe('the settings', () => {
  it('of sessions, staleness, the feed and the database are read as what they are', () => {
    const feedToken = 'kQ2rV8vN5xT1mW7yB4cF9hJ6pL3sD0gA+/=='
    expect(
      load({
        ZTOKEN_DATABASE_URL: 'postgresql://me:pw@127.0.0.1:5432/app?sslmode=disable',
        ZTOKEN_DATABASE_POOL: '4',
        ZTOKEN_SESSIONS_PER_USER: '3',
        ZTOKEN_SESSIONS_WHEN_FULL: 'refuse',
        ZTOKEN_ONE_SESSION_FOR_EACH_KIND: 'true',
        ZTOKEN_WHEN_STALE: 'serve',
        ZTOKEN_FEED_TOKENS: `${feedToken}, mQ2rV8vN5xT1mW7yB4cF9hJ6pL3sD0gA`,
        ZTOKEN_METRICS_TOKENS: feedToken,
      }),
    ).toMatchObject({
      database_url: 'postgres://me:pw@127.0.0.1:5432/app?sslmode=disable',
      database_pool: 4,
      sessions_per_user: 3,
      sessions_when_full: 'refuse',
      one_session_for_each_kind: true,
      when_stale: 'serve',
      feed_tokens: [feedToken, 'mQ2rV8vN5xT1mW7yB4cF9hJ6pL3sD0gA'],
      metrics_tokens: [feedToken],
    })
    expect(load({})).toMatchObject({
      sessions_per_user: 50,
      sessions_when_full: 'end_oldest',
      one_session_for_each_kind: false,
      session_idle_seconds: 2_592_000,
      session_seconds: 7_776_000,
      step_up_seconds: 900,
      when_stale: 'ask',
      stale_seconds: 10,
      poll_milliseconds: 500,
      feed_tokens: [],
      metrics_tokens: [],
      audit_days: 400,
      database_pool: 10,
    })
  })

  it('A233 A230 every fault is named at once, and no URL or token is shown', async () => {
    const { run } = place({
      ZTOKEN_DATABASE_URL: 'postgres://me:canary-password@',
      ZTOKEN_DATABASE_POOL: '0',
      ZTOKEN_SESSIONS_PER_USER: '-1',
      ZTOKEN_SESSIONS_WHEN_FULL: 'explode',
      ZTOKEN_ONE_SESSION_FOR_EACH_KIND: 'some',
      ZTOKEN_SESSION_IDLE_SECONDS: '1',
      ZTOKEN_SESSION_SECONDS: '1x',
      ZTOKEN_STEP_UP_SECONDS: '0',
      ZTOKEN_WHEN_STALE: 'never',
      ZTOKEN_STALE_SECONDS: '1',
      ZTOKEN_POLL_MILLISECONDS: '1000',
      ZTOKEN_FEED_TOKENS: 'canary-token',
      ZTOKEN_METRICS_TOKENS: 'canary-token',
      ZTOKEN_AUDIT_DAYS: 'all',
    })
    const { status, out, err } = await run('serve')
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('13 problems')
    expect(err).toContain('ZTOKEN_POLL_MILLISECONDS has to be shorter than ZTOKEN_STALE_SECONDS')
    expect(err).not.toContain('canary')
  })

  it('a token of the feed is hard to guess, and fits in a header', async () => {
    for (const token of ['a'.repeat(32), 'short', `${secret}ü`, `${secret} x`, `${secret},x`]) {
      expect(() => load({ ZTOKEN_FEED_TOKENS: token }), token).toThrow(/FEED_TOKENS/)
    }
  })

  it('the public address is an origin with a path or without, and nothing else', async () => {
    const given = {
      'https://login.example': 'https://login.example',
      'https://LOGIN.example:443/': 'https://login.example',
      'http://127.0.0.1:8080/auth/v2/': 'http://127.0.0.1:8080/auth/v2',
    }
    for (const [text, value] of Object.entries(given)) {
      expect(load({ ZTOKEN_PUBLIC_URL: text }).public_url).toBe(value)
    }
    for (const text of [
      'login.example',
      'ftp://login.example',
      'https://login.example?x=1',
      'https://login.example/#x',
      'https://me:pw@login.example',
      'https://login.example\\@evil.example',
      'https://login.example/../x y',
      'javascript:alert(1)',
      'https://',
    ]) {
      expect(() => load({ ZTOKEN_PUBLIC_URL: text }), text).toThrow(/PUBLIC_URL/)
    }
    expect(load({})).toMatchObject({ public_url: null, registration: true })
    expect(load({ ZTOKEN_REGISTRATION: 'code' })).toMatchObject({ registration: 'code' })
  })

  it('a database that is not there is said so, without its password', async () => {
    const { run } = place({ ZTOKEN_DATABASE_URL: 'postgres://me:canary-password@127.0.0.1:1/app' })
    for (const line of ['user list', 'migrate', 'serve', 'serve --workers 2']) {
      const { status, out, err } = await run(line)
      expect([status, out], line).toEqual([1, ''])
      expect(err, line).toMatch(/^PostgreSQL at 127\.0\.0\.1:1 cannot be used \(ECONNREFUSED\)/)
      expect(err, line).not.toContain('canary')
    }
  })
})
