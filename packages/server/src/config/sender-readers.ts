import { type CodePurpose, codePurposes } from '@ztoken/contract'
import type { SmtpServer } from '../senders/smtp.ts'
import { type OperatorMails, readTemplateFolder } from '../senders/template-folder.ts'
import type { SmsTemplates, TemplateParam } from '../senders/templates.ts'
import { isEndpointUrl } from '../webhooks/endpoints.ts'
import type { Read } from './readers.ts'
import { itemsOf } from './texts.ts'

const vendors = ['aliyun', 'aliyun-verify', 'tencent', 'twilio'] as const

/** A program of one's own. */
interface Hook {
  readonly kind: 'hook'
  readonly url: string
}
export type SmsPlace = { readonly kind: (typeof vendors)[number] } | Hook
export type MailPlace = ({ readonly kind: 'smtp' } & SmtpServer) | Hook

export const smsPlace: Read<SmsPlace> = (given) => {
  const kind = vendors.find((vendor) => vendor === given.toLowerCase())
  if (kind !== undefined) return { value: { kind } }
  const value = hookOf(given)
  return value === null
    ? `has to be one of ${vendors.join(', ')}, or hook: and an https URL without credentials (http for this machine alone)`
    : { value }
}

/** The fault never shows a URL: a password stands in it. */
export const mailPlace: Read<MailPlace> = (given) => {
  const value = hookOf(given) ?? smtpOf(given)
  return value === null
    ? 'has to be smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, or hook: and an https URL'
    : { value }
}

function hookOf(given: string): Hook | null {
  const url = /^hook:(.+)$/.exec(given)?.[1]
  return url !== undefined && isEndpointUrl(url) ? { kind: 'hook', url } : null
}

const hostName = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/i

/** Without a port as usual: 465 with TLS from the first byte, else 587 (RFC 8314, RFC 6409). */
function smtpOf(given: string): MailPlace | null {
  if (!/^smtps?:\/\/[^/]+\/?$/i.test(given) || !URL.canParse(given)) return null
  const { protocol, hostname, port, username, password, search, hash } = new URL(given)
  const [user, secret] = [decodedOf(username), decodedOf(password)]
  const isWhole = (user === '') === (secret === '') && search === '' && hash === ''
  if (user === null || secret === null || !isWhole || !hostName.test(hostname)) return null
  const isSecure = protocol === 'smtps:'
  return {
    kind: 'smtp',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (isSecure ? 465 : 587)),
    isSecure,
    user: user || null,
    password: secret || null,
  }
}

function decodedOf(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** One word, e.g. a key; a fault never shows it. */
export const word: Read<string> = (given) =>
  /^[\x21-\x7e]{1,256}$/.test(given)
    ? { value: given }
    : 'has to be one word of printable ASCII characters'

/** What people read, e.g. a signature. */
export const name: Read<string> = (given) =>
  /^[^\p{C}【】[\]]{1,64}$/u.test(given)
    ? { value: given }
    : 'has to be a text of 64 characters at most, without brackets'

/** Of a vendor, or what stands in for one: only the origin is taken from it. */
export const endpoint: Read<string> = (given) => {
  const isRight = isEndpointUrl(given) && /^https?:\/\/[^/?]+\/?$/.test(given)
  return isRight
    ? { value: new URL(given).origin }
    : 'has to be an https URL without a path, e.g. https://sms.example'
}

const idForm = /^[A-Za-z0-9_-]{1,64}$/

export const templateIds: Read<Pick<SmsTemplates, 'id' | 'ids'>> = (given) => {
  const ids = new Map<CodePurpose | null, string>()
  for (const item of itemsOf(given)) {
    const [first = '', second, ...rest] = item.split('=').map((part) => part.trim())
    // One without a purpose is for all that have none of their own.
    const purpose = second === undefined ? null : codePurposes.find((one) => one === first)
    const id = second ?? first
    const isRight = purpose !== undefined && rest.length === 0 && idForm.test(id)
    if (!isRight || ids.has(purpose)) return templatesFault
    ids.set(purpose, id)
  }
  const id = ids.get(null)
  ids.delete(null)
  return id === undefined ? templatesFault : { value: { id, ids: Object.fromEntries(ids) } }
}

const templatesFault = `has to name one template for all purposes, and maybe others for some of ${codePurposes.join(', ')}: SMS_100,password_reset=SMS_101`

export const templateParams: Read<readonly TemplateParam[]> = (given) => {
  const params = itemsOf(given).map(paramOf)
  const value = params.filter((param) => param !== null)
  const hasCode = value.some((param) => param.value === 'code')
  return hasCode && value.length === params.length
    ? { value }
    : 'has to list code and maybe minutes, each under the name that the template has for it: code,min=minutes'
}

function paramOf(item: string): TemplateParam | null {
  const [first = '', second, ...rest] = item.split('=').map((part) => part.trim())
  const value = second ?? first
  if ((value !== 'code' && value !== 'minutes') || rest.length > 0) return null
  return idForm.test(first) ? { name: first, value } : null
}

const mailAddress = /^[^\s<>,;:"\\()[\]@\p{C}]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/iu

export const mailFrom: Read<string> = (given) => {
  const [, shown = '', inBrackets] = /^([^<>\p{C}]*)<([^<>]+)>$/u.exec(given) ?? []
  const isRight = mailAddress.test(inBrackets ?? given) && !/[",;:\\()[\]@]/.test(shown)
  return isRight
    ? { value: given }
    : 'has to be an address such as login@app.example, or App <login@app.example>'
}

export const mailTemplates: Read<OperatorMails> = (given) => {
  const value = readTemplateFolder(given)
  return typeof value === 'string' ? value : { value }
}
