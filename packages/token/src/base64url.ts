/**
 * The bytes of a base64url text, or null unless it is the one text these bytes have (RFC 7515 §2):
 * no padding, no other alphabet, no white space, no spare bits.
 */
export function decodeBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

export function encodeBase64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
