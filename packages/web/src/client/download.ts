/** Gives somebody a file that was made here. */
export function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the file by then; until it is let go it stays in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
