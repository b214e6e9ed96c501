/**
 * A value without what the way here may have left around it: blanks and line ends at its ends, a
 * byte-order mark, one pair of quotes (`docker run --env-file` takes them for a part of the value,
 * shells and compose do not).
 */
export function bare(given: string): string {
  const trimmed = given.trim()
  const [quote = ''] = trimmed
  const isQuoted = (quote === '"' || quote === "'") && trimmed.length > 1 && trimmed.endsWith(quote)
  const inside = trimmed.slice(1, -1)
  return isQuoted && !inside.includes(quote) ? inside.trim() : trimmed
}

/** What is said of a quoted text with a comma, which could be one item or several. */
export const commaInQuotes =
  'has quotes around a comma: write a JSON list, ["a,b"] for one value or ["a", "b"] for two'

/** The items of a list: separated by commas, or a JSON list of texts, whose commas are their own. */
export function itemsOf(given: string): string[] {
  return (
    jsonTexts(given) ??
    given
      .split(',')
      .map(bare)
      .filter((item) => item !== '')
  )
}

function jsonTexts(given: string): string[] | null {
  if (!given.startsWith('[') || !given.endsWith(']')) return null
  try {
    const items: unknown = JSON.parse(given)
    return Array.isArray(items) && items.every((item) => typeof item === 'string') ? items : null
  } catch {
    return null
  }
}
