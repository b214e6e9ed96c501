import type { Core } from '@ztoken/core'

const longestWait = 1000

/**
 * Where the pages are opened of a server that listens there: by the name of this machine where
 * passkeys are made for it and it leads here, since browsers have none on an IP address.
 */
export async function pagesAddress(
  core: Pick<Core, 'passkeyOrigins'>,
  address: string,
): Promise<string> {
  if (!URL.canParse(address)) return address
  const named = `http://localhost:${new URL(address).port}`
  return core.passkeyOrigins().includes(named) && (await answers(named)) ? named : address
}

/** A machine may have another idea of its name, or another program at that port of it. */
async function answers(origin: string): Promise<boolean> {
  try {
    const reply = await fetch(`${origin}/v1/about`, { signal: AbortSignal.timeout(longestWait) })
    const { data } = (await reply.json()) as { data?: { passkeys?: readonly string[] } }
    return data?.passkeys?.includes(origin) ?? false
  } catch {
    return false
  }
}
