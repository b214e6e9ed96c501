declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: ArrayBuffer): string
}

type Key = { readonly type: string }
type Use = 'encrypt' | 'decrypt'
interface By {
  readonly name: string
  readonly iv: Uint8Array
}

interface Subtle {
  digest(hash: string, bytes: Uint8Array): Promise<ArrayBuffer>
  importKey(form: 'raw', bytes: ArrayBuffer, to: string, out: false, uses: Use[]): Promise<Key>
  encrypt(by: By, key: Key, bytes: Uint8Array): Promise<ArrayBuffer>
  decrypt(by: By, key: Key, bytes: ArrayBuffer): Promise<ArrayBuffer>
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

const name = 'AES-GCM'

function sealerOf(source: Randomness, subtle: Subtle): Sealer {
  /**
   * One step of NIST SP 800-56C: the text holds a refresh token, which is as random as a key, and no
   * other use begins with this name.
   */
  const keyOf = async (before: string): Promise<Key> =>
    subtle.importKey(
      'raw',
      await subtle.digest('SHA-256', bytesOf(`ztoken tabs ${before}`)),
      name,
      false,
      ['encrypt', 'decrypt'],
    )

  return {
    async seal(before, text) {
      const iv = source.getRandomValues(new Uint8Array(12))
      const bytes = await subtle.encrypt({ name, iv }, await keyOf(before), bytesOf(text))
      return { iv, bytes }
    },
    open: async (before, { iv, bytes }) =>
      new TextDecoder().decode(await subtle.decrypt({ name, iv }, await keyOf(before), bytes)),
  }
}
