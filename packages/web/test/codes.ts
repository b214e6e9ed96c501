import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CodeMessage, ZtokenOptions } from 'ztoken'
import type { AppOptions } from 'ztoken/server'
import { openSite, type Site } from './browser.ts'

/** A site that sends one-time codes, and whoever is sent them. */
export interface CodeSite {
  readonly site: Site
  readonly sent: CodeMessage[]
  /** The newest code that was sent; waits until there are so many. */
  code(count?: number): Promise<string>
}

export async function openCodeSite(
  channels: readonly ('sms' | 'email')[] = ['sms'],
  options: Partial<ZtokenOptions> = {},
  appOptions: AppOptions = {},
): Promise<CodeSite> {
  const sent: CodeMessage[] = []
  const send = async (message: CodeMessage): Promise<void> => void sent.push(message)
  const senders = Object.fromEntries(channels.map((channel) => [channel, send]))
  const site = await openSite({ senders, ...options }, appOptions)
  return {
    site,
    sent,
    async code(count = 1) {
      await expect.poll(() => sent.length).toBe(count)
      return sent.at(-1)?.code ?? ''
    },
  }
}

/** Six other digits. */
export const another = (code: string): string => (code === '000000' ? '000001' : '000000')

export const codeField = (page: Page) => page.locator('input[name=code]')

/** Asks for a code to sign in with, on the page for it. */
export async function askForCode(page: Page, to: string): Promise<void> {
  await page.getByRole('tab').nth(1).click()
  await page.locator('input[name=phone], input[name=identifier]').fill(to)
  await page.keyboard.press('Enter')
  await codeField(page).waitFor()
}
