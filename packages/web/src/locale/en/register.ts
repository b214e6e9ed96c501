export default {
  register: {
    title: 'Register',
  },
} as const
