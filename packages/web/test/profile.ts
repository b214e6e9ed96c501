import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { folderStorage } from 'ztoken/server'
import { type Language, openSite } from './browser.ts'
import type { ChosenFile } from './pictures.ts'

/** Somebody on their profile, at a site that keeps pictures. */
export async function openProfile(language: Language = 'en') {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-avatars-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const site = await openSite({}, { avatars: folderStorage(folder) })
  const person = await site.person()
  const page = await site.visitAs(person, '/account', { language })
  await page.locator('h1').waitFor()
  return { site, person, page }
}

/** Chooses a file, and waits for the cropper. */
export async function choose(page: Page, file: ChosenFile): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('[role=application][aria-busy=false]').waitFor()
}

/** Lets a file fall onto the page, or pastes it. */
export const hand = (page: Page, { name, mimeType, buffer }: ChosenFile, how: 'drop' | 'paste') =>
  page.evaluate(
    ([text, type, called, event]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], called, { type }))
      const init = { bubbles: true, cancelable: true }
      const happening =
        event === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data })
      return document.querySelector('main')?.dispatchEvent(happening)
    },
    [buffer.toString('base64'), mimeType, name, how] as const,
  )
