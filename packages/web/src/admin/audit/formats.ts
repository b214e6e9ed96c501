import type { AuditEntryView } from '@ztoken/contract'

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** How entries are written down. */
export interface Writing {
  readonly type: string
  readonly head: string
  line(entry: AuditEntryView): string
}

const columns = [
  'at',
  'event',
  'actor_id',
  'user_id',
  'session_id',
  'address',
  'device',
  'detail',
  'id',
] as const

/** What spreadsheets begin a formula with, in both widths (OWASP CSV Injection). */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

export const writings: Readonly<Record<ExportFormat, Writing>> = {
  /** RFC 4180, with a byte order mark, by which Excel knows that it is UTF-8. */
  csv: {
    type: 'text/csv;charset=utf-8',
    head: `\ufeff${columns.join(',')}\r\n`,
    line: (entry) => `${columns.map((column) => cell(textOf(entry[column]))).join(',')}\r\n`,
  },
  /** One entry a line, as the API has it. */
  jsonl: {
    type: 'application/jsonl;charset=utf-8',
    head: '',
    line: (entry) => `${JSON.stringify(entry)}\n`,
  },
}

function textOf(value: AuditEntryView[(typeof columns)[number]]): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A cell that a spreadsheet takes for text, whatever somebody has named themselves. */
function cell(text: string): string {
  const harmless = formulaStart.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
