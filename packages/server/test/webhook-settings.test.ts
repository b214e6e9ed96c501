import { describe, expect, it } from 'vitest'
import { createWebhooks } from 'ztoken'
import { loadSettings } from '../src/config/load.ts'
import { olderSecret, open, webhookSecret } from './open-webhooks.ts'

describe('the settings of webhooks', () => {
  const read = (webhooks: string, keys = webhookSecret) =>
    loadSettings({ ZTOKEN_WEBHOOKS: webhooks, ZTOKEN_WEBHOOK_SECRET: keys }, null, false)

  it('list endpoints, each with its events or without', () => {
    const settings = read(
      'https://a.example/hook, http://127.0.0.1:9/x#login+logout,https://[::1]/',
      `${webhookSecret},${olderSecret}`,
    )
    expect(settings.webhooks).toEqual([
      { url: 'https://a.example/hook' },
      { url: 'http://127.0.0.1:9/x', events: ['login', 'logout'] },
      { url: 'https://[::1]/' },
    ])
    expect(settings.webhook_secret).toEqual([webhookSecret, olderSecret])
    expect(read('', '').webhooks).toEqual([])
  })

  it('A230 are refused, and never shown, where something is wrong with them', () => {
    const many = Array.from({ length: 17 }, (_, n) => `https://${n}.example/`).join(',')
    const wrong: [string, string][] = [
      ['http://a.example/', 'https'],
      ['http://10.0.0.1/', 'https'],
      ['http://127.0.0.1.evil.example/', 'https'],
      ['http://localhost.evil.example/', 'https'],
      ['ftp://a.example/', 'https'],
      ['file:///etc/passwd', 'https'],
      ['https://name@a.example/', 'credentials'],
      ['https://name:canary@a.example/', 'credentials'],
      ['canary', 'https'],
      ['https://a.example/#canary', 'events'],
      ['https://a.example/#', 'events'],
      ['https://a.example/#login+', 'events'],
      ['https://a.example/#login#logout', 'events'],
      ['https://a.example/,https://a.example/#login', 'once'],
      [many, 'at most 16'],
    ]
    for (const [text, words] of wrong) {
      expect(() => read(text), text).toThrow(words)
      expect(() => read(text), text).not.toThrow('canary')
    }
    const bytes = (count: number): string => `whsec_${Buffer.alloc(count, 1).toString('base64')}`
    for (const key of [
      'canary',
      bytes(23),
      bytes(65),
      `${bytes(32)}=`,
      `${bytes(32)} `,
      'whsec_',
    ]) {
      expect(() => read('https://a.example/', `${webhookSecret},${key}x`), key).toThrow('whsec_')
      expect(() => read('https://a.example/', `${key}x`), key).not.toThrow('canary')
    }
    for (const count of [24, 64]) read('https://a.example/', bytes(count))
    expect(() => read('https://a.example/', '')).toThrow('ZTOKEN_WEBHOOK_SECRET is missing')
  })

  it('are refused by the library as well', async () => {
    const { auth } = await open([])
    const create = (url: string, key: string | string[]) => () =>
      createWebhooks(auth, { endpoints: [{ url }], secret: key })
    expect(create('http://a.example/', webhookSecret)).toThrow(TypeError)
    expect(create('https://a.example/#login', webhookSecret)).toThrow(TypeError)
    for (const key of ['', 'canary', [], [webhookSecret, 'canary']]) {
      expect(create('https://a.example/', key)).toThrow(TypeError)
      expect(create('https://a.example/', key)).not.toThrow('canary')
    }
  })
})
