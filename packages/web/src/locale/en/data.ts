export default {
  data: {
    title: 'Data and deletion',
  },
} as const
