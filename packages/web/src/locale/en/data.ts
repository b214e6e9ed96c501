export default {
  data: {
    title: 'Data and deletion',
    export: 'Download my data',
    exportLead:
      'Your profile, the devices you are signed in on, and what was recorded of your account, as one JSON file.',
    exportSubmit: 'Download',
    exported: 'Your data was downloaded.',
    delete: 'Delete my account',
    deleteLead: 'This cannot be undone. Download your data first if you want to keep it.',
    losses: {
      profile: 'Your phone number, name, introduction and picture are erased.',
      sessions: 'You are signed out on every device at once.',
      roles: 'Your roles and level are lost; registering again makes a new account.',
    },
    kept: 'Records of what happened to the account stay, without anything personal in your profile.',
    deleteOpen: 'Delete account…',
    ask: 'Delete your account?',
    askLead:
      'It is gone at once and for good. Nobody can bring it back, not even an administrator.',
    typed: 'To go on, type the last {n} digits of your phone number',
    typedFault: 'These are not the last digits of your phone number.',
    deleteSubmit: 'Delete for good',
  },
} as const
