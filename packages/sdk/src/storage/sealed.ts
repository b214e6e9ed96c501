declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: ArrayBuffer): string
}

type Key = { readonly type: string }
type Use = 'deriveKey' | 'encrypt' | 'decrypt'
type Algorithm = string | Readonly<Record<string, unknown>>

interface Subtle {
  importKey(form: 'raw', bytes: Uint8Array, use: string, out: false, uses: Use[]): Promise<Key>
  deriveKey(by: Algorithm, from: Key, to: Algorithm, out: false, uses: Use[]): Promise<Key>
  encrypt(by: Algorithm, key: Key, bytes: Uint8Array): Promise<ArrayBuffer>
  decrypt(by: Algorithm, key: Key, bytes: ArrayBuffer): Promise<ArrayBuffer>
}

/** Not there on pages without TLS, nor in old browsers. */
declare const crypto: (Randomness & { readonly subtle?: Subtle }) | undefined

interface Randomness {
  getRandomValues(bytes: Uint8Array): Uint8Array
}

/** A text that nobody reads who does not hold the one before it. */
export interface Sealed {
  readonly iv: Uint8Array
  readonly bytes: ArrayBuffer
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What seals and opens under a text. */
export interface Sealer {
  seal(before: string, text: string): Promise<Sealed>
  /** Rejects where it was sealed under another text, or by somebody who has none. */
  open(before: string, sealed: Sealed): Promise<string>
}

/** Null where the browser gives no cryptography. */
export function findSealer(): Sealer | null {
  const source = typeof crypto === 'undefined' ? undefined : crypto
  return source?.subtle === undefined ? null : sealerOf(source, source.subtle)
}

function sealerOf(source: Randomness, subtle: Subtle): Sealer {
  /** HKDF (RFC 5869): the text holds a refresh token, which is as random as a key. */
  async function keyOf(before: string): Promise<Key> {
    const from = await subtle.importKey('raw', bytesOf(before), 'HKDF', false, ['deriveKey'])
    const info = bytesOf('ztoken tabs')
    const by = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
    const to = { name: 'AES-GCM', length: 256 }
    return subtle.deriveKey(by, from, to, false, ['encrypt', 'decrypt'])
  }

  return {
    async seal(before, text) {
      const iv = source.getRandomValues(new Uint8Array(12))
      const by = { name: 'AES-GCM', iv }
      return { iv, bytes: await subtle.encrypt(by, await keyOf(before), bytesOf(text)) }
    },
    async open(before, { iv, bytes }) {
      const by = { name: 'AES-GCM', iv }
      return new TextDecoder().decode(await subtle.decrypt(by, await keyOf(before), bytes))
    },
  }
}
