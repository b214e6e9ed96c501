const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 of ASCII: mini programs have no `btoa`. */
export function base64(text: string): string {
  let written = ''
  for (let n = 0; n < text.length; n += 3) {
    const [a = 0, b = 0, c = 0] = [...text.slice(n, n + 3)].map((one) => one.charCodeAt(0))
    const bits = (a << 16) | (b << 8) | c
    for (const shift of [18, 12, 6, 0]) written += letters[(bits >> shift) & 63]
  }
  const padding = (3 - (text.length % 3)) % 3
  return written.slice(0, written.length - padding) + '='.repeat(padding)
}
