export default {
  profile: {
    title: '个人资料',
  },
} as const
