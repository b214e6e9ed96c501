import { type CodePurpose, ZtokenError } from '@ztoken/contract'
import type { IdentityName } from '../account/identity.ts'
import { type Audit, type AuditFields, maskedName } from '../audit/audit.ts'
import type { Store } from '../store/store.ts'

/** Records that a code was wrong, and throws what it was given: nobody guesses off the record. */
export async function recordWrongCode(
  { store, audit }: { readonly store: Store; readonly audit: Audit },
  error: unknown,
  {
    name,
    purpose,
    ...fields
  }: { readonly name: IdentityName; readonly purpose: CodePurpose } & AuditFields,
): Promise<never> {
  if (error instanceof ZtokenError && error.code === 'code_wrong') {
    const detail = { [name.kind]: maskedName(name), purpose }
    const record = audit.record('code_failed', { ...fields, detail })
    await store.addAudit([record])
    audit.announce(record)
  }
  throw error
}
