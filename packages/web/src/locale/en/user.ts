export default {
  user: {
    title: 'User',
  },
} as const
