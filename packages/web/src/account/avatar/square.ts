/** How much one step of zooming is. */
export const zoomStep = 1.2

const sideAtMost = 1024
const quality = 0.9

/** A part of a picture, in its pixels. */
export interface Square {
  readonly left: number
  readonly top: number
  readonly side: number
}

/** The largest square, in the middle. */
export function middleOf({ width, height }: { width: number; height: number }): Square {
  const side = Math.min(width, height)
  return { left: (width - side) / 2, top: (height - side) / 2, side }
}

/** Draws a part of a picture, as large as the canvas. */
export function draw(
  canvas: HTMLCanvasElement,
  pixels: ImageBitmap,
  { left, top, side }: Square,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  context.imageSmoothingQuality = 'high'
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.drawImage(pixels, left, top, side, side, 0, 0, canvas.width, canvas.height)
}

/** A part of a picture as a file: WebP, or PNG in browsers that write none. */
export function cut(pixels: ImageBitmap, square: Square): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.max(1, Math.min(sideAtMost, Math.round(square.side)))
  draw(canvas, pixels, square)
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null): void =>
      blob === null ? reject(new Error('the canvas gave no file')) : resolve(blob)
    canvas.toBlob(take, 'image/webp', quality)
  })
}
