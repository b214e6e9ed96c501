import { createServer } from 'node:net'
import type { CDPSession, Page } from 'playwright-core'
import { openSite, type Site } from './browser.ts'

/** A site on which browsers have passkeys: they want a domain, or this machine's name. */
export async function passkeySite(options: Parameters<typeof openSite>[0] = {}): Promise<Site> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  return openSite({ passkeys: { url }, ...options }, {}, { name: 'localhost', port })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface VirtualAuthenticator {
  /** How many passkeys it holds. */
  count(): Promise<number>
  /** Whether its user is found to be who they are. */
  verifies(verified: boolean): Promise<void>
  /** Whether anybody touches it. */
  isPresent(present: boolean): Promise<void>
}

/** Chromium's own authenticator of a page, inside the device, which verifies its user. */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    count: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    async verifies(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    async isPresent(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
  }
}
