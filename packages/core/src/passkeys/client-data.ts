const longest = 4096

/**
 * The challenge that was signed (WebAuthn §5.8.1). Null for what is none, and for one that was signed
 * in a frame of another site: what such a page shows around it nobody here knows.
 */
export function challengeOf(clientDataJSON: unknown): string | null {
  if (typeof clientDataJSON !== 'string' || clientDataJSON.length > longest) return null
  try {
    const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8')
    const { challenge, crossOrigin = false, topOrigin } = Object(JSON.parse(text))
    const isPlain = typeof challenge === 'string' && crossOrigin === false
    return isPlain && topOrigin === undefined ? challenge : null
  } catch {
    return null
  }
}
