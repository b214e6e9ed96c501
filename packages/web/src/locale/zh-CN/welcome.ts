export default {
  welcome: {
    title: '创建第一个管理员',
  },
} as const
