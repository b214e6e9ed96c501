export default {
  data: {
    title: '数据与注销',
  },
} as const
