export default {
  plot: {
    perSecond: '{n} 次/秒',
    time: '时间',
    table: '以表格显示',
    summary: '{line}：介于 {least} 和 {most} 之间。',
    steady: '{line}：始终为 {value}。',
    noValue: '{line}：还没有数据。',
  },
} as const
