export default {
  notMe: {
    title: 'This was not me',
    lead: 'If you did not do what the notice tells of, take your account back here. If you did, close this page and nothing changes.',
    noToken: 'Paste the link of the notice.',
    token: 'Notice link or token',
    tokenHint: 'Works once, within 72 hours of the notice.',
    sessionsEnd: 'The password stops working immediately, and all devices are signed out.',
    additionsEnd: 'Ways to sign in that were added since 72 hours before the notice are removed.',
    passwordNext: 'You set a new password right afterwards.',
    submit: 'Take my account back',
    done: 'The account is yours again and all devices are signed out. Set a new password within half an hour.',
    refused:
      'This link is not valid: it was used, has expired or is incomplete. If something is still wrong with your account, set a new password now or ask an administrator.',
    tooLate:
      'The time to set a new password is over. The account is yours again and the old password no longer works: sign in with a code, or ask an administrator.',
  },
} as const
