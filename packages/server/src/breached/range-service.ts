const timeoutMilliseconds = 2000
const prefixLength = 5
/** A range holds some thousand lines of forty characters. */
const mostBytes = 1024 * 1024

/**
 * Whether a service that answers ranges knows a hash, as Have I Been Pwned does: it is told the
 * first five characters, which some hundred passwords share, and answers every ending it knows
 * (k-anonymity), padded so that the length of the answer says nothing. In: where ranges are, e.g.
 * `https://api.pwnedpasswords.com/range/`. Rejects where there is no answer in two seconds.
 */
export async function isInRange(base: string, hash: string): Promise<boolean> {
  const reply = await fetch(new URL(hash.slice(0, prefixLength), base), {
    headers: { 'add-padding': 'true' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
  if (reply.status !== 200) throw new Error(`the breached passwords answered ${reply.status}`)
  const ending = hash.slice(prefixLength)
  for (const line of (await textOf(reply)).split('\n')) {
    const [found = '', count = ''] = line.trim().split(':')
    // What pads has a count of zero.
    if (found.toUpperCase() === ending) return Number(count) > 0
  }
  return false
}

async function textOf({ body }: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder('latin1')
  for await (const piece of body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true })
    if (text.length > mostBytes) throw new Error('the breached passwords answered too much')
  }
  return text
}
