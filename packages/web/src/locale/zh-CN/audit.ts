export default {
  audit: {
    title: '审计',
  },
} as const
