export default {
  data: {
    title: 'Data and deletion',
    export: 'Download my data',
    exportLead:
      'Your profile, your signed-in devices and the records of your account, as one JSON file.',
    exportSubmit: 'Download',
    exported: 'Your data was downloaded.',
    delete: 'Delete my account',
    deleteLead: 'This cannot be undone. Download your data first if you want to keep it.',
    losses: {
      profile: 'Your phone number, name, introduction and picture are erased.',
      sessions: 'You are signed out on every device immediately.',
      roles: 'Your roles and level are lost; registering again creates a new account.',
    },
    kept: 'Records of what happened to the account are kept, without your personal data.',
    deleteOpen: 'Delete account…',
    ask: 'Delete your account?',
    askLead:
      'It is deleted immediately and permanently. Nobody can restore it, not even an administrator.',
    typed: 'To continue, type the last {n} digits of your phone number',
    typedFault: 'These are not the last digits of your phone number.',
    name: 'To continue, type {name}',
    nameFault: 'This is not {name}.',
    deleteSubmit: 'Delete permanently',
  },
} as const
