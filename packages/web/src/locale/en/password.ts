export default {
  password: {
    title: 'Change your password',
    lead: 'Changing your password signs out your other devices. This one stays signed in.',
    current: 'Current password',
    new: 'New password',
    submit: 'Change password',
    changed: 'Your password was changed. No other device was signed in.',
    changedEnded:
      'Your password was changed, and one other device was signed out. | Your password was changed, and {n} other devices were signed out.',
    again: 'Confirm your password',
    againLead: 'To make sure it is you, enter your password again.',
    goOn: 'Continue',
  },
} as const
