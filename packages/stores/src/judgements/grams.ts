/** Each character of a name, and each two beside one another, once. */
export function gramsOf(name: string): string[] {
  const characters = [...name]
  const pairs = characters.slice(1).map((next, at) => `${characters[at]}${next}`)
  return [...new Set([...characters, ...pairs])]
}

/** Those that a name has to have which holds this text; whether it does is looked at besides. */
export function gramsOfSearch(text: string): string[] {
  const grams = gramsOf(text)
  const pairs = grams.filter((gram) => [...gram].length === 2)
  return pairs.length > 0 ? pairs : grams
}

/** How many are looked at of those that each way of finding somebody leads to. */
export const mostFound = 1_000

/** After every text that begins so: no character comes after this one. */
export const beyond = '\u{10ffff}'
