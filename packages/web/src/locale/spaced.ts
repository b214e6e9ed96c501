/** Chinese with a space between a number and its unit, which the browser's own formats leave out. */
export function spaced(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')
}
