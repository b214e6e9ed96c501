export default {
  wait: {
    text: '尝试次数过多，请在 {time}后再试。',
    hours: '{n} 小时',
    minutesSeconds: '{minutes} 分 {seconds} 秒',
    minutes: '{n} 分钟',
    seconds: '{n} 秒',
    soon: '1 分钟',
    over: '现在可以重试了。',
  },
} as const
