import { trustedDevicesOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { callerOf } from '../http/asked.ts'
import type { Http } from '../http/route.ts'

/** Devices on which no second factor is asked for. */
export function trustedDevices({ route }: Http, core: Core): void {
  route(trustedDevicesOperations.listTrustedDevices, async (_input, request) => {
    const devices = await core.trustedDevices(callerOf(request))
    return { devices: devices.map(core.views.trustedDevice) }
  })

  route(trustedDevicesOperations.distrustDevice, async ({ id }, request) => {
    await core.distrustDevice(callerOf(request), id)
  })
}
