export default {
  user: {
    title: '用户详情',
  },
} as const
