const bytesAtMost = 20 * 1024 * 1024
const leastSide = 16

/** For the dialog that chooses files. What a file is, its content says. */
export const fileTypes = 'image/png,image/jpeg,image/webp,image/gif'
export const megabytesAtMost = bytesAtMost / 1024 / 1024

/** A picture that was chosen, upright, as pixels and as an address to show it by. */
export interface Picture {
  readonly pixels: ImageBitmap
  readonly url: string
}

export type PictureFault = 'empty' | 'large' | 'unreadable' | 'small'

/** Looks whether a file is a picture. Let go of it by `release`. */
export async function readPicture(file: Blob): Promise<Picture | PictureFault> {
  if (file.size === 0) return 'empty'
  if (file.size > bytesAtMost) return 'large'
  // A drawing may hold scripts; no browser should be asked to open it (attack A225).
  if (file.type.startsWith('image/svg')) return 'unreadable'
  const pixels = await createImageBitmap(file).catch(() => null)
  if (pixels === null) return 'unreadable'
  if (Math.min(pixels.width, pixels.height) >= leastSide) {
    return { pixels, url: URL.createObjectURL(file) }
  }
  pixels.close()
  return 'small'
}

export function release({ pixels, url }: Picture): void {
  URL.revokeObjectURL(url)
  pixels.close()
}
