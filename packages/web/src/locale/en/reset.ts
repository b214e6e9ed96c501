export default {
  reset: {
    title: 'Set a new password',
    lead: 'All your devices are signed out; you sign in again with the new password.',
    noToken: 'Paste the reset link that an administrator gave you.',
    token: 'Reset link or token',
    tokenHint: 'It can be used once, and only for a short time.',
    goOn: 'Continue',
    password: 'New password',
    submit: 'Set the password',
    refused:
      'This link does not work: it was used, has expired, or is not complete. Ask an administrator for a new one.',
  },
} as const
