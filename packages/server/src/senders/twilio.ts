import { type FaultTable, postForJson, refusal } from './one-request.ts'

export interface TwilioOptions {
  /** The Account SID, or the SID of an API key: then `accountSid` says whose. */
  readonly keyId: string
  /** The auth token, or the secret of the API key. */
  readonly keySecret: string
  readonly accountSid?: string | null
  /** A number of the account in E.164, an alphanumeric sender, or the SID of a messaging service. */
  readonly from: string
  /** Where requests go, without a path; the vendor's own host unless given. */
  readonly endpoint?: string | null
  /** 10,000 unless given. */
  readonly timeoutMilliseconds?: number
}

/** Of its error dictionary those that sending a message answers. */
const faults: FaultTable = [
  // An account without money is suspended.
  [/^(?:10001|20005|30002|90010)$/, 'balance'],
  [/^(?:14107|20429|21611|30001|30022|429)$/, 'throttled'],
  [/^(?:21211|21217|21408|21421|21608|21610|21612|21614|21635)$/, 'number'],
  [/^(?:21212|21603|21606|21617|21659|21660|21661|21701|21703|21704|21705)$/, 'template'],
  [/^(?:20003|20006|20403|20404|401|403)$/, 'credentials'],
]

/** Text messages by Twilio, each asked for once. Rejects with SendError. */
export function twilioTexts(options: TwilioOptions): (to: string, text: string) => Promise<void> {
  const { keyId, keySecret, accountSid, from, endpoint, timeoutMilliseconds } = options
  const base = new URL(endpoint ?? 'https://api.twilio.com').origin
  const url = `${base}/2010-04-01/Accounts/${encodeURIComponent(accountSid ?? keyId)}/Messages.json`
  const headers = {
    authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const sender = /^MG[0-9a-f]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from }
  return async (to, text) => {
    const body = String(new URLSearchParams({ To: to, ...sender, Body: text }))
    const { status, members } = await postForJson({ url, headers, body, timeoutMilliseconds })
    const { code = status } = members
    if (status !== 201) throw refusal(faults, String(code))
  }
}
