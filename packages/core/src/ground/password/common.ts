import { setImmediate as turn } from 'node:timers/promises'
import { furtherWords } from './further-words.ts'
import { isDate, isOfBlocks, isRun, pieceOf } from './patterns.ts'

/** Answers whether a password, in lower case, is a common one. */
export type CommonCheck = (password: string) => boolean

let check: Promise<CommonCheck> | undefined

/**
 * The check for common passwords (NIST SP 800-63B-4 §3.1.1.2): some 50,000 that leaks have in
 * common, with or without a few digits and signs or a date beside them; a short piece repeated; a
 * date; a run along the alphabet or the keyboard. Loaded when first needed: a server that only
 * signs people in never reads the list.
 */
export function commonCheck(): Promise<CommonCheck> {
  // What could not be loaded once is tried again.
  check ??= load().catch((error: unknown) => {
    check = undefined
    throw error
  })
  return check
}

async function load(): Promise<CommonCheck> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const words = new Set(furtherWords)
  const listed = dictionary['passwords-common']
  for (let at = 0; at < listed.length; at += 10_000) {
    // Requests come in between: the whole list at once would keep them waiting.
    await turn()
    for (const word of listed.slice(at, at + 10_000)) words.add(String(word).toLowerCase())
  }

  return function isCommon(password): boolean {
    if (words.has(password) || isRun(password) || isDate(password)) return true
    if (isOfBlocks(password)) return true
    const piece = pieceOf(password)
    if (piece !== password) return [...piece].length < leastPiece || isCommon(piece)
    return stemsOf(password).some((stem) => words.has(stem))
  }
}

/** A password said twice is as good as the one half. */
const leastPiece = 8

/** A word beside a few digits and signs, a year or a date; of five letters or more. */
function stemsOf(password: string): string[] {
  const [, before = '', stem = '', after = ''] =
    /^([0-9!@#$%.*?_-]*)([^0-9!@#$%.*?_-].*?)([0-9!@#$%.*?_-]*)$/su.exec(password) ?? []
  if (stem.length < 5 || !isBeside(before) || !isBeside(after)) return []
  return [stem]
}

function isBeside(text: string): boolean {
  return text.length <= 4 || isDate(text)
}
