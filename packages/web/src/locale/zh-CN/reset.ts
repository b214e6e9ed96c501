export default {
  reset: {
    title: '设置新密码',
  },
} as const
