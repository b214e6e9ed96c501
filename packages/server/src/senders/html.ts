/** A text as it stands inside of HTML: an address may hold what HTML takes for its own. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
