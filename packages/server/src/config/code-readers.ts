import { isRegion, type TestPhone } from '@ztoken/core'
import type { Read } from './readers.ts'
import { itemsOf } from './texts.ts'

/** ISO 3166-1 codes, or an asterisk alone. */
export const regions: Read<readonly string[]> = (given) => {
  const value = itemsOf(given).map((item) => item.toUpperCase())
  if (value.length === 1 && value[0] === '*') return { value }
  return value.every(isRegion) ? { value } : 'has to be ISO 3166-1 codes, e.g. CN,HK, or *'
}

const testPhoneForm = /^(\+[1-9][0-9]{6,14})=([0-9]{6})@([0-9]{4}-[0-9]{2}-[0-9]{2})$/

/** A door without a lock has to have an end: each says until when. */
export const testPhones: Read<readonly TestPhone[]> = (given) => {
  const value: TestPhone[] = []
  for (const item of itemsOf(given)) {
    const [, phone = '', code = '', day = ''] = testPhoneForm.exec(item) ?? []
    const until = Date.parse(`${day}T00:00:00Z`)
    if (!Number.isFinite(until)) {
      return 'has to be +PHONE=CODE@DAY, e.g. +8613800138000=123456@2026-12-31; the day is its end'
    }
    value.push({ phone, code, until: until + 86_400_000 })
  }
  return { value }
}
