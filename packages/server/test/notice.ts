import type { Notice } from '@ztoken/core'

/** What somebody is told of by e-mail. */
export const notice: Notice = {
  kind: 'new_device',
  channel: 'email',
  to: 'somebody@app.example',
  at: Date.UTC(2026, 0, 1, 20, 30),
  device: 'Chrome 120.0 · Windows',
  address: '203.0.113.9',
  token: 'zn1.canary',
}

export const link = (token: string): string => `https://app.example/app/not-me#${token}`
