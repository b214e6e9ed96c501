export default {
  try: {
    title: '试一试',
  },
} as const
