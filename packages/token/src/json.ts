const quote = 0x22
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Parses JSON and refuses what two parsers could read in two ways: a repeated name (RFC 8259 §4),
 * a byte order mark, a lone surrogate, a number no double holds. Nesting beyond `maximumDepth` is
 * refused before anything is parsed.
 * In: text. Out: the value, or undefined where it is refused. Never throws.
 */
export function parseStrictJson(text: string, maximumDepth = 8): unknown {
  const names = countNames(text, maximumDepth)
  if (names === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return countMembers(value) === names ? value : undefined
}

/**
 * How many member names the text spells, or null where it nests too deep or a string has no end.
 * Each character is looked at once: an expression would look again from every quotation mark
 * (attack S01).
 */
function countNames(text: string, maximumDepth: number): number | null {
  let depth = 0
  let names = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === quote) {
      at = endOfString(text, at)
      if (at === -1) return null
    }
    if (character === openBrace || character === openBracket) depth += 1
    if (character === closeBrace || character === closeBracket) depth -= 1
    // Outside strings a colon stands after a member's name and nowhere else.
    if (character === colon) names += 1
    if (depth > maximumDepth) return null
  }
  return names
}

/** Where the string that begins here ends, or -1. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === quote) return at
    if (character === backslash) at += 1
  }
  return -1
}

/** How many members the value has, all levels together; NaN where a part of it is not allowed. */
function countMembers(value: unknown): number {
  if (typeof value === 'string') return value.isWellFormed() ? 0 : Number.NaN
  if (typeof value === 'number') return isExact(value) ? 0 : Number.NaN
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0)
  let members = 0
  for (const [name, item] of Object.entries(value)) {
    if (!name.isWellFormed() || name === '__proto__') return Number.NaN
    members += 1 + countMembers(item)
  }
  return members
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}
