import { SendError, type SendFault } from '@ztoken/core'

/** How long somebody who is to send a message may take. */
export const deadlineMilliseconds = 10_000
/** No answer of a vendor is as large. */
const mostBytes = 64 * 1024

export interface OneRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMilliseconds?: number | undefined
}

/** Posts once and follows nobody elsewhere. Out: the HTTP status. Rejects with SendError `unreachable`. */
export function postOnce(request: OneRequest): Promise<number> {
  return ask(request, async ({ status, body }) => {
    await body?.cancel().catch(() => undefined)
    return status
  })
}

export interface JsonAnswer {
  readonly status: number
  /** Nothing where the answer is no JSON object. */
  readonly members: Readonly<Record<string, unknown>>
}

/** The same, and reads a JSON object. */
export function postForJson(request: OneRequest): Promise<JsonAnswer> {
  return ask(request, async (response) => ({
    status: response.status,
    members: membersOf(await textOf(response)),
  }))
}

async function ask<Result>(
  { url, headers, body, timeoutMilliseconds = deadlineMilliseconds }: OneRequest,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const signal = AbortSignal.timeout(timeoutMilliseconds)
  const sent = body === undefined ? {} : { body }
  try {
    return await read(
      await fetch(url, { method: 'POST', headers, ...sent, redirect: 'manual', signal }),
    )
  } catch (error) {
    // Of what was thrown the code alone: a message of the network may hold the URL, and that the phone.
    throw new SendError('unreachable', signal.aborted ? 'timeout' : networkCode(error))
  }
}

function networkCode(error: unknown): string | null {
  const { code } = Object(Object(error).cause) as { readonly code?: unknown }
  return typeof code === 'string' ? code : null
}

async function textOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    pieces.push(piece as Uint8Array)
    length += (piece as Uint8Array).length
    if (length > mostBytes) return ''
  }
  return Buffer.concat(pieces).toString('utf8')
}

function membersOf(text: string): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(text)) }
  } catch {
    return {}
  }
}

/** Which fault it is that a vendor calls so; the first that fits. */
export type FaultTable = readonly (readonly [codes: RegExp, fault: SendFault])[]

/** What a vendor refused, by kind, with the vendor's own code. */
export function refusal(table: FaultTable, code: string): SendError {
  const known = table.find(([codes]) => codes.test(code))
  return new SendError(known?.[1] ?? 'refused', code)
}
