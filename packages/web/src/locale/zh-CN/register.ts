export default {
  register: {
    title: '注册',
  },
} as const
