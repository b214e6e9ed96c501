/** What is used although a browser of the list lacks it, each with what becomes of it there. */
const accepted: readonly [said: RegExp, why: string][] = [
  [/^cursor/, 'looks alone: a tablet shows the pointer that it has'],
  [/^resize/, 'looks alone: the field keeps its size'],
  [/^scrollbar-width/, 'looks alone: the bar is as wide as all others'],
  [/^color-scheme/, 'looks alone: bars and menus of the browser stay light'],
  [/^field-sizing/, 'looks alone: a list to choose from is as wide as its longest option'],
  [/^align-content: start/, 'of a grid all of them know it; what is said of is the flexible box'],
  [/^\.create(HTML|Policy)\(\)/, 'Vue calls them where there are trusted types'],
]

export function isAccepted(finding: string): boolean {
  return accepted.some(([said]) => said.test(finding))
}
