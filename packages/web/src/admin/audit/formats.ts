import type { AuditEntryView } from '@ztoken/contract'
import { csvHead, csvLine } from '../../client/csv.ts'

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

export const writings: Readonly<Record<ExportFormat, Writing>> = {
  csv: {
    type: 'text/csv;charset=utf-8',
    head: csvHead(columns),
    line: (entry) => csvLine(columns.map((column) => textOf(entry[column]))),
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
