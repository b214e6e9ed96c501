export default {
  reset: {
    title: 'Set a new password',
  },
} as const
