export default {
  password: {
    title: '修改密码',
  },
} as const
