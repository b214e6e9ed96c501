export default {
  keys: {
    title: 'Keys',
  },
} as const
