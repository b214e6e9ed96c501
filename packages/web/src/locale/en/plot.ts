export default {
  plot: {
    perSecond: '{n}/s',
    time: 'Time',
    table: 'As a table',
    summary: '{line}: between {least} and {most}.',
    steady: '{line}: {value} throughout.',
    noValue: '{line}: no value yet.',
  },
} as const
