export default {
  keys: {
    title: '密钥',
  },
} as const
