export default {
  devices: {
    title: '登录设备',
  },
} as const
