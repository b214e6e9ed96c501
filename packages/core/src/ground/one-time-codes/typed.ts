/**
 * A code as somebody typed or pasted it. Out: six digits, as ours are; null for anything else. It is
 * a text and never a number: `012345` is not `12345`.
 */
export function codeOf(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 64) return null
  // Full-width digits become digits, and what nobody sees or means goes.
  const plain = text.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}]/gu, '')
  return /^[0-9]{6}$/.test(plain) ? plain : null
}
