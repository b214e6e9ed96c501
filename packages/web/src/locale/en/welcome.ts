export default {
  welcome: {
    title: 'Make the first administrator',
  },
} as const
