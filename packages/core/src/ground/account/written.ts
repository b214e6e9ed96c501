/**
 * A text as it is seen: without format characters (byte-order marks, directions, joiners, soft
 * hyphens), with full-width letters and blanks folded (Unicode NFKC), its ends cut.
 */
export function seen(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
}

/**
 * A number with one separator at most where people write one: dashes of every kind become `-`, and
 * parentheses and what stands around a dash a blank. `tel:` (RFC 3966) says nothing.
 */
export function dialled(text: string): string {
  return seen(text)
    .replace(/^tel:/i, '')
    .replace(/ *[\p{Pd}\u2212] */gu, '-')
    .replace(/ *\((\+?[0-9]{1,6})\)[ -]*/g, ' $1 ')
    .replace(/ +/g, ' ')
    .trim()
}
