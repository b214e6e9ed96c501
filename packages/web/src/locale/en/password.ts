export default {
  password: {
    title: 'Password',
    lead: 'Changing it signs your other devices out. This one stays signed in.',
    current: 'Current password',
    new: 'New password',
    submit: 'Change password',
    changed: 'Your password was changed. No other device was signed in.',
    changedEnded:
      'Your password was changed, and one other device was signed out. | Your password was changed, and {n} other devices were signed out.',
    again: 'Your password, please',
    againLead: 'It has been a while since you entered it, and this is something only you may do.',
    goOn: 'Continue',
  },
} as const
