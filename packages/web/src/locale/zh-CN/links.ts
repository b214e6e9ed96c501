export default {
  links: {
    asking: '正在检查链接…',
    another: '输入另一个链接',
  },
} as const
