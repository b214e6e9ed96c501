export default {
  welcome: {
    title: 'Create the first administrator',
    lead: 'Welcome. This account has full control of this server, so choose a strong password.',
    noToken: 'Paste the setup link that the server printed when it started.',
    token: 'Setup link or token',
    tokenHint: 'The server prints it as long as there is no administrator.',
    submit: 'Create administrator',
    refused:
      'This link is not valid: it has expired, is incomplete, or there is an administrator already. Until there is one, the server prints a new link each time it starts.',
  },
} as const
