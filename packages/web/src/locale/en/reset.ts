export default {
  reset: {
    title: 'Set a new password',
    lead: 'All your devices are signed out. Sign in again with the new password.',
    byCode:
      'A code shows that it is you. All your devices are signed out; sign in again with the new password.',
    noToken: 'Paste the reset link that an administrator gave you.',
    token: 'Reset link or token',
    tokenHint: 'Works once and expires soon.',
    goOn: 'Continue',
    password: 'New password',
    submit: 'Set password',
    refused:
      'This link is not valid: it was used, has expired or is incomplete. Ask an administrator for a new one.',
  },
} as const
