export default {
  keys: {
    title: 'Keys',
    lead: 'What tokens of the public format are signed with. Private parts never leave the server.',
    all: 'Signing keys',
    refresh: 'Refresh',
    states: { next: 'Next', active: 'Active', retired: 'Retired' },
    meanings: {
      next: 'Published, so that every verifier gets to know it; issues nothing yet.',
      active: 'Signs the tokens that are issued now.',
      retired: 'Issues nothing more; its tokens hold until they expire.',
    },
    created: 'Made',
    begins: 'Begins to issue',
    began: 'Issues since',
    stops: 'Stops to issue',
    stopped: 'Issued until',
    published: 'Verifiers find the public parts here:',
    rotate: 'Rotate',
    rotateTitle: 'Rotate the signing key?',
    rotateLead:
      'The next key begins to issue once it has been published long enough: an hour, unless the server is set otherwise. Tokens of the key before hold until they expire; nobody is signed out.',
    immediately: 'Begin right now, without waiting',
    immediatelyText:
      'Verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    rotated: 'The next key is on its way',
    revoke: 'Revoke',
    revokeTitle: 'Revoke this key?',
    revokeLead:
      'For a key that has leaked: every token it has signed is refused at once. Sessions go on, since apps fetch new tokens by themselves. This cannot be undone.',
    revokeActive:
      'This key is the active one: the next begins right now. Verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    revoked: 'The key is revoked',
    atOnce:
      'This key issues without having been published first: verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    empty: 'There are no signing keys here',
    emptyText:
      'This server issues and accepts no tokens of the public format, so nothing is signed with such keys. Where services of others verify tokens, issue them in this format:',
    emptyAccept: 'Or issue another format, and accept this one as well:',
  },
} as const
