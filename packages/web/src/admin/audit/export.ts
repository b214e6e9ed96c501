import { type AuditView, searchAudit } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { onScopeDispose, type Ref, ref } from 'vue'
import { saveFile } from '../../client/download.ts'
import { type Action, useAction } from '../../client/failure.ts'
import { type AuditFilters, auditQueryOf } from './filters.ts'
import { type ExportFormat, writings } from './formats.ts'

const pageSize = 200

export interface Export extends Action<[AuditFilters, ExportFormat]> {
  /** How many entries have come. */
  readonly count: Ref<number>
  cancel(): void
}

/** Fetches everything that fits the filters, page by page, and gives it as a file. */
export function useExport(): Export {
  const client = useZtoken()
  const count = ref(0)
  let running = new AbortController()

  const action = useAction(
    async (filters: AuditFilters, format: ExportFormat) => {
      running = new AbortController()
      const { signal } = running
      const { type, head, line } = writings[format]
      const parts = [head]
      count.value = 0
      let after: string | null = null
      do {
        const query = auditQueryOf(filters, after, pageSize)
        const page: AuditView = await call(client, searchAudit, query, { signal })
        parts.push(page.entries.map(line).join(''))
        count.value += page.entries.length
        after = page.next
      } while (after !== null)
      saveFile(fileName(format), new Blob(parts, { type }))
    },
    () => running.signal.aborted,
  )

  const cancel = (): void => running.abort()
  onScopeDispose(cancel)
  return { ...action, count, cancel }
}

function fileName(format: ExportFormat): string {
  const now = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  return `ztoken-audit-${now}.${format}`
}
