import type { Permission } from '@ztoken/contract'
import { holdsAll } from '../../client/permissions.ts'

/** Roles that most teams want. Their names are proposals as well. */
const presets = {
  support: ['user:read', 'user:ban', 'user:reset_password', 'session:read', 'session:end'],
  auditor: ['user:read', 'role:read', 'session:read', 'audit:read', 'figures:read'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>

export type Preset = keyof typeof presets
export const presetNames: readonly Preset[] = ['support', 'auditor']

/** What of a preset the one who is signed in may give. */
export function permissionsOf(preset: Preset): readonly Permission[] {
  return presets[preset].filter((permission) => holdsAll([permission]))
}
