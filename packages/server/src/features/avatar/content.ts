/** The beginnings of the formats taken; what a sender calls them is not looked at. */
const beginnings: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)),
  (bytes) => /^RIFF....WEBPVP8[ LX]/s.test(bytes.toString('latin1', 0, 16)),
]

/** True where these may be PNG, JPEG, GIF or WebP. Nothing else is given to a decoder. */
export function mayBePicture(bytes: Buffer): boolean {
  return beginnings.some((isBeginning) => isBeginning(bytes))
}
