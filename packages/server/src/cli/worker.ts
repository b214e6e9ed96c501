/** What a worker says to the first process: that it could open the database now, or that it listens. */
export type Message = { readonly waits: true } | { readonly address: string }

/** In a worker: resolves when it may open the database. */
export function untilPrepared(): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', ({ prepared }: { prepared?: true }) => prepared && resolve())
    tellFirst({ waits: true })
  })
}

/** In a worker. */
export function tellFirst(message: Message): void {
  process.send?.(message)
}
