export default {
  welcome: {
    title: 'Make the first administrator',
    lead: 'Welcome. This account may do everything on this server; choose its password well.',
    noToken: 'Paste the setup link that the server printed when it started.',
    token: 'Setup link or token',
    tokenHint: 'The server prints it while nobody administers it.',
    submit: 'Make the administrator',
    refused:
      'This link does not work: it has expired, is not complete, or somebody administers the server already. While nobody does, the server prints a new link each time it starts.',
  },
} as const
