import type { ErrorCode, ZtokenError } from '@ztoken/sdk'
import { nextTick, type Ref, ref } from 'vue'
import { useFailureText } from './failure.ts'

/** What the server says of a password that was chosen; it belongs at that field. */
export const newPasswordCodes = [
  'password_common',
  'password_breached',
  'password_too_short',
  'password_too_long',
  'password_unchanged',
] as const satisfies readonly ErrorCode[]

/** What the server says of a phone number. */
export const phoneCodes = ['phone_invalid', 'phone_taken'] as const satisfies readonly ErrorCode[]

export interface FieldFaults<Field extends string> {
  /** What is wrong, in words, by field. */
  readonly faults: Ref<Partial<Record<Field, string>>>
  /** For `useAction`: takes a refusal that belongs to a field, and brings the reader to it. */
  take(error: ZtokenError): boolean
  clear(): void
}

/** Brings the reader to the first field with something wrong in it, once it is shown. */
export async function goToFault(): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}

/** The refusals of a form that belong to one of its fields: which, by their codes. */
export function useFieldFaults<Field extends string>(
  codes: Readonly<Record<Field, readonly ErrorCode[]>>,
): FieldFaults<Field> {
  const textOf = useFailureText()
  const faults: Ref<Partial<Record<Field, string>>> = ref({})

  function clear(): void {
    faults.value = {}
  }

  function take(error: ZtokenError): boolean {
    const field = (Object.keys(codes) as Field[]).find((one) => codes[one].includes(error.code))
    if (field === undefined) return false
    faults.value = { [field]: textOf(error) } as Partial<Record<Field, string>>
    void goToFault()
    return true
  }

  return { faults, take, clear }
}
