export default {
  devices: {
    title: 'Devices',
  },
} as const
