import { describe, expect, it } from 'vitest'
import {
  passkeyOptions,
  passkeyReadings,
  passkeysMissing,
} from '../src/config/settings/passkeys.ts'

const place = {
  passkeys: true,
  passkey_rp_id: null,
  passkey_origins: [],
  public_url: null,
  host: '0.0.0.0',
  port: 8000,
}
const at = (more: object) => ({ ...place, ...more })

describe('the settings of passkeys', () => {
  for (const [more, passkeys] of [
    [
      { public_url: 'https://login.example/auth' },
      { url: 'https://login.example/auth', origins: [] },
    ],
    [
      {
        public_url: 'https://login.example',
        passkey_rp_id: 'example',
        passkey_origins: ['https://a.example'],
      },
      { url: 'https://login.example', rpId: 'example', origins: ['https://a.example'] },
    ],
    [{ host: '127.0.0.1' }, { url: 'http://localhost:8000', origins: [] }],
    [{ host: '::1' }, { url: 'http://localhost:8000', origins: [] }],
  ] as const) {
    it(`are for ${JSON.stringify(more)} those of ${passkeys.url}`, () => {
      expect(passkeyOptions(at(more))).toEqual({ passkeys })
      expect(passkeysMissing(at(more))).toBeNull()
    })
  }

  it('A358 where browsers have none there are none, and the start says so', () => {
    for (const public_url of ['https://192.0.2.1', 'http://login.example', 'https://[::1]:8000']) {
      expect(passkeyOptions(at({ public_url }))).toEqual({})
      expect(passkeysMissing(at({ public_url }))).toContain('not for an IP address')
    }
    for (const more of [{}, { host: '127.0.0.1', port: 0 }, { host: '/run/ztoken.sock' }]) {
      expect(passkeyOptions(at(more))).toEqual({})
      expect(passkeysMissing(at(more))).toContain('ZTOKEN_PUBLIC_URL is not set')
    }
  })

  it('are quiet where nobody wants any', () => {
    const none = at({ passkeys: false, public_url: 'https://login.example' })
    expect(passkeyOptions(none)).toEqual({})
    expect(passkeysMissing(none)).toBeNull()
  })

  it('take domains and origins and nothing else', () => {
    const { passkey_rp_id: id, passkey_origins: origins } = passkeyReadings
    expect(id.read('example.com')).toEqual({ value: 'example.com' })
    expect(id.read('https://example.com')).toContain('has to be a domain')
    expect(origins.read('https://a.example,https://b.example:8443')).toEqual({
      value: ['https://a.example', 'https://b.example:8443'],
    })
    for (const text of ['http://a.example', 'https://a.example/path', 'a.example']) {
      expect(origins.read(text)).toContain('has to list origins')
    }
  })
})
