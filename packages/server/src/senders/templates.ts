import type { CodePurpose } from '@ztoken/contract'
import type { CodeMessage } from '@ztoken/core'

/** What a template of a vendor is filled with. */
export interface TemplateParam {
  /** What the template calls it; those that only count them have no use for it. */
  readonly name: string
  readonly value: 'code' | 'minutes'
}

/** Texts that a vendor has approved, by their ids. */
export interface SmsTemplates {
  /** For every purpose that has none of its own. */
  readonly id: string
  readonly ids?: Readonly<Partial<Record<CodePurpose, string>>>
  /** In the order of the template. */
  readonly params: readonly TemplateParam[]
}

/** The id of an approved template, and what fills it, as `[name, value]`. */
export interface FilledTemplate {
  readonly id: string
  readonly filled: readonly (readonly [string, string])[]
}

/** The template for a message, filled. */
export function templateOf(
  { id, ids = {}, params }: SmsTemplates,
  { purpose, code, validMinutes }: CodeMessage,
): FilledTemplate {
  const values = { code, minutes: String(validMinutes) }
  return {
    id: ids[purpose] ?? id,
    filled: params.map(({ name, value }) => [name, values[value]] as const),
  }
}
