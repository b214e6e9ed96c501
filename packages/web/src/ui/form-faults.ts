import { type InjectionKey, inject, provide, reactive } from 'vue'

/** What a form found wrong with its own fields, in words, by the id of the control. */
export type FormFaults = Map<string, string>

const key: InjectionKey<FormFaults> = Symbol('what is wrong in the form')

/** For the form: what its fields will show. */
export function provideFormFaults(): FormFaults {
  const faults: FormFaults = reactive(new Map<string, string>())
  provide(key, faults)
  return faults
}

/** For a field: what its form says; null where it stands in none. */
export function useFormFaults(): FormFaults | null {
  return inject(key, null)
}
