export default {
  try: {
    title: 'Try it',
  },
} as const
