import { type ExportView, exportOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { InPieces } from '../http/answer.ts'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Everything kept about somebody, for themselves. */
export function accountExport({ route }: Http, core: Core): void {
  route(
    exportOperations.exportMe,
    async (_input, request) =>
      new InPieces<ExportView>(await core.exportAccountInPieces(callerOf(request))),
  )
}
