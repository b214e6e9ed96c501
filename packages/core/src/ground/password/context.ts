import { isDate, reversed } from './patterns.ts'

/** Left of a password without the words that everybody could guess of its owner. */
const mostRest = 4
/** Parts of an address that say nothing of whose it is. */
const ofEverybody = new Set(['http', 'https', 'www', 'com', 'net', 'org', 'localhost'])

/**
 * True where a password, in lower case, is made of a word that is known of its owner or of where it
 * is used (OWASP ASVS 6.2.11): the word itself, its parts or its spellings, with a few characters or
 * a date beside it. A phone is a word in every spelling, also in part and from behind.
 */
export function isOfContext(password: string, words: readonly string[]): boolean {
  const bare = bareOf(password)
  if (words.some((word) => isPhone(word) && isOfPhone(bare, word))) return true
  const spellings = words.filter((word) => !isPhone(word)).flatMap(spellingsOf)
  return isOfWords(bare, spellings) || isOfWords(bare, spellings.map(reversed))
}

/** Whether little is left of it without all of these. */
function isOfWords(bare: string, words: readonly string[]): boolean {
  const longestFirst = words.toSorted((one, other) => other.length - one.length)
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ''), bare)
  return rest !== bare && ([...rest].length <= mostRest || isDate(rest))
}

/** A name as a whole and word by word; an address by its labels. */
function spellingsOf(word: string): string[] {
  const parts = word
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 4 && !ofEverybody.has(part))
  const whole = bareOf(word)
  return [...(whole.length >= 2 ? [whole] : []), ...parts]
}

function isPhone(word: string): boolean {
  return /^\+?\d{7,}$/.test(word)
}

function isOfPhone(bare: string, phone: string): boolean {
  const digits = `00${phone.replace('+', '')}`
  const given = bare.replace(/\D/g, '')
  if (given.length < 6 || [...bare].length - given.length > mostRest) return false
  return [digits, reversed(digits)].some(
    (one) =>
      one.includes(given) ||
      // With a few more digits before or after, as after a name.
      [1, 2, 3, 4].some((more) => {
        const head = given.slice(0, -more)
        const tail = given.slice(more)
        return (head.length >= 7 && one.includes(head)) || (tail.length >= 7 && one.includes(tail))
      }),
  )
}

/** In lower case, in one form of Unicode and without what people put between. */
function bareOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s.,()+_/\\:-]/g, '')
}
