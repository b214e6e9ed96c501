import { type NoticeKind, noticeKinds } from '@ztoken/contract'
import type { NoticeParam, NoticeTemplates } from '../senders/notices/approved.ts'
import type { Read } from './readers.ts'
import { itemsOf } from './texts.ts'

const idForm = /^[A-Za-z0-9_-]{1,64}$/

const templatesFault = `has to name a template for all kinds, others for some of ${noticeKinds.join(', ')}, or both: SMS_200,banned=SMS_201`

export const noticeTemplateIds: Read<Pick<NoticeTemplates, 'id' | 'ids'>> = (given) => {
  const ids = new Map<NoticeKind | null, string>()
  for (const item of itemsOf(given)) {
    const [first = '', second, ...rest] = item.split('=').map((part) => part.trim())
    const kind = second === undefined ? null : noticeKinds.find((one) => one === first)
    const id = second ?? first
    const isRight = kind !== undefined && rest.length === 0 && idForm.test(id)
    if (!isRight || ids.has(kind)) return templatesFault
    ids.set(kind, id)
  }
  const id = ids.get(null) ?? null
  ids.delete(null)
  return { value: { id, ids: Object.fromEntries(ids) } }
}

const values = ['what', 'time', 'site'] as const

export const noticeParams: Read<readonly NoticeParam[]> = (given) => {
  if (given === 'none') return { value: [] }
  const params = itemsOf(given).map(paramOf)
  const value = params.filter((param) => param !== null)
  return value.length === params.length && value.length > 0
    ? { value }
    : 'has to list what of what, time and site fills the template, each under the name that the template has for it: event=what,time; or none'
}

function paramOf(item: string): NoticeParam | null {
  const [first = '', second, ...rest] = item.split('=').map((part) => part.trim())
  const value = values.find((one) => one === (second ?? first))
  if (value === undefined || rest.length > 0 || !idForm.test(first)) return null
  return { name: first, value }
}
