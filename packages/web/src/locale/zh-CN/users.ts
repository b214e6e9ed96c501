export default {
  users: {
    title: '用户',
  },
} as const
