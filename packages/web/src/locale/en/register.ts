export default {
  register: {
    title: 'Register',
    lead: 'You are signed in right afterwards.',
    name: 'Name',
    nameHint: 'How others see you; at most 64 characters. You can change it.',
    submit: 'Register',
    hasAccount: 'You have an account?',
    closed: 'Registration is closed here. Ask an administrator for an account.',
  },
} as const
