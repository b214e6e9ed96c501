import type { FactorLoginBody } from '@ztoken/contract'

export type FactorKind = FactorLoginBody['kind']

/** A second factor as it was typed. */
export type FactorShown = Pick<FactorLoginBody, 'kind' | 'code'>

const known: readonly FactorKind[] = ['totp', 'recovery_codes']

/** Those that these pages can ask for. */
export function knownKinds(kinds: readonly string[]): FactorKind[] {
  return known.filter((kind) => kinds.includes(kind))
}
