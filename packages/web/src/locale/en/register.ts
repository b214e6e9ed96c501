export default {
  register: {
    title: 'Register',
    lead: 'You are signed in right away.',
    name: 'Name',
    nameHint: 'How others see you, at most 64 characters. You can change it later.',
    submit: 'Register',
    byCode: 'Register with a code, without a password',
    byCodeAlone: 'Accounts are created with a code here.',
    hasAccount: 'Already have an account?',
    closed: 'Registration is closed. Ask an administrator for an account.',
  },
} as const
