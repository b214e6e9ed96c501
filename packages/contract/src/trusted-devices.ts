import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { Static } from './ground/static.ts'
import { trustedDeviceView } from './ground/trusted-device.ts'

export { type TrustedDeviceView, trustedDeviceView } from './ground/trusted-device.ts'

export const trustedDevicesView = {
  type: 'object',
  additionalProperties: false,
  required: ['devices'],
  properties: { devices: { type: 'array', items: trustedDeviceView } },
} as const
export type TrustedDevicesView = Static<typeof trustedDevicesView>

export const listTrustedDevices: Call<undefined, TrustedDevicesView> = {
  method: 'GET',
  path: '/v1/me/trusted-devices',
}
export const distrustDevice: Call<IdParams> = {
  method: 'DELETE',
  path: '/v1/me/trusted-devices/:id',
}

export const trustedDevicesOperations = {
  listTrustedDevices: /* @__PURE__ */ operation(listTrustedDevices, {
    access: 'callers',
    tag: 'me',
    data: trustedDevicesView,
    zh: '免二次验证的设备',
    en: 'devices on which no second factor is asked for',
  }),
  distrustDevice: /* @__PURE__ */ operation(distrustDevice, {
    access: 'callers',
    tag: 'me',
    params: idParams,
    fails: ['conflict'],
    zh: '不再免除该设备的二次验证',
    en: 'ask for a second factor on a device again',
  }),
} as const
