/** What people think of as a pattern of their own, and guessers try first. */

const alphabet = 'abcdefghijklmnopqrstuvwxyz'
const digitRows = ['01234567890', '1234567890-=']
const letterRows = ['qwertyuiop[]', 'qwertzuiop', 'azertyuiop', "asdfghjkl;'", 'zxcvbnm,./']
const rows = [alphabet, ...digitRows, ...letterRows]
const runs = rows.flatMap((row) => [row.repeat(2), reversed(row).repeat(2)])

/** A run along the alphabet or the keyboard, with a character before or two behind it. */
export function isRun(text: string): boolean {
  const parts = [text, text.slice(0, -1), text.slice(0, -2), text.slice(1)]
  return parts.some((part) => part.length >= leastRun && runs.some((run) => run.includes(part)))
}

const leastRun = 6

/** A few characters, each several times after another: 00001111, 11223344. */
export function isOfBlocks(text: string): boolean {
  const characters = [...text]
  const blocks = characters.filter((one, at) => one !== characters[at - 1]).length
  return blocks <= characters.length / 2 && blocks <= 6
}

/**
 * The piece that a text repeats, with a tail of up to two characters or of its own beginning; the
 * text itself where it repeats none. What reads the same from behind is its first half.
 */
export function pieceOf(text: string): string {
  const characters = [...text]
  const { length } = characters
  for (let size = 1; size <= length / 2; size += 1) {
    let at = size
    while (at < length && characters[at] === characters[at - size]) at += 1
    if (at >= size * 2 && length - at <= 2) return characters.slice(0, size).join('')
  }
  const isMirrored = length > 1 && text === reversed(text)
  return isMirrored ? characters.slice(0, Math.ceil(length / 2)).join('') : text
}

/**
 * True for a date of a living memory, however it is written, with up to two characters around it:
 * 19900101, 01.01.1990, 1990-1-1, a01011990. A year alone, and two of them, are dates too.
 */
export function isDate(text: string): boolean {
  const bare = text.replace(/[\s./_-]/g, '')
  const [, before = '', digits = '', after = ''] = /^(\D{0,2})(\d+)(\D{0,2})$/.exec(bare) ?? []
  if (before.length + after.length > 2) return false
  for (const tail of [0, 1, 2]) {
    const date = digits.slice(0, digits.length - tail)
    if (isDateOfDigits(date)) return true
  }
  return false
}

function isDateOfDigits(digits: string): boolean {
  if (digits.length === 4) return isYear(digits)
  if (digits.length === 8 && isYear(digits.slice(0, 4)) && isYear(digits.slice(4))) return true
  const [first, last] = [digits.slice(0, 4), digits.slice(-4)]
  return (
    (isYear(first) && isDayOfYear(digits.slice(4))) ||
    (isYear(last) && isDayOfYear(digits.slice(0, -4)))
  )
}

function isYear(digits: string): boolean {
  return /^(19|20)\d\d$/.test(digits)
}

/** A day and a month in either order, with zeros or without. */
function isDayOfYear(digits: string): boolean {
  return [1, 2].some((split) => {
    const [one, other] = [Number(digits.slice(0, split)), Number(digits.slice(split))]
    if (digits.length - split > 2 || one < 1 || other < 1) return false
    return (one <= 12 && other <= 31) || (other <= 12 && one <= 31)
  })
}

export function reversed(text: string): string {
  return [...text].reverse().join('')
}
