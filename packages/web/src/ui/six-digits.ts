/** The six digits that somebody typed or pasted, with blanks and in whatever width; else null. */
export function sixDigits(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}]/gu, '')
  return /^[0-9]{6}$/.test(plain) ? plain : null
}
