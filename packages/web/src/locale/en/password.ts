export default {
  password: {
    title: 'Password',
  },
} as const
