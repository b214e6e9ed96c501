export default {
  users: {
    title: 'Users',
  },
} as const
