import type { CodeRequestInput } from '../../src/index.ts'
import { adminId, type Scene } from '../fault-scene.ts'
import { password, phone } from '../open.ts'

/** Makes everything ready in a scene; what comes back is the flow, to be run under a fault. */
export type Flow = (scene: Scene) => Run | Promise<Run>
export type Run = () => Promise<unknown>
/** Flows by what they are. */
export type Flows = Readonly<Record<string, Flow>>

export const newPassword = 'another long phrase'
export const actor = { actorId: adminId }
export const login = { phone, password }
export const from = { address: '192.0.2.7', device: 'phone' }
export const newcomer = { phone: '13700137000', password }

/** A code that has arrived, as somebody shows it. */
export async function codeFor(
  { core, inbox }: Scene,
  purpose: CodeRequestInput['purpose'],
  whom: { readonly phone?: string; readonly email?: string } = { phone },
) {
  const { challengeId } = await core.requestCode({ purpose, ...whom })
  return { ...whom, challengeId, code: await inbox.code() }
}
