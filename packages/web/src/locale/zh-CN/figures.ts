export default {
  figures: {
    title: '实时指标',
  },
} as const
