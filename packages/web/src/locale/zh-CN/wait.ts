export default {
  wait: {
    text: '尝试次数过多，请在 {time}后再试。',
    soon: '不到一分钟',
    over: '现在可以重试了。',
  },
} as const
