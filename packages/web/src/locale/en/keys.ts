export default {
  keys: {
    title: 'Keys',
    lead: 'Keys that sign tokens of the public format. Private keys never leave the server.',
    all: 'Signing keys',
    refresh: 'Refresh',
    states: { next: 'Next', active: 'Active', retired: 'Retired' },
    meanings: {
      next: 'Published so that verifiers learn it; does not issue tokens yet.',
      active: 'Signs all tokens that are issued now.',
      retired: 'No longer issues tokens; those it issued stay valid until they expire.',
    },
    created: 'Created',
    begins: 'Starts issuing',
    began: 'Issuing since',
    stops: 'Stops issuing',
    stopped: 'Issued until',
    published: 'Public keys for verifiers:',
    rotate: 'Rotate',
    rotateTitle: 'Rotate the signing key?',
    rotateLead:
      'The next key starts issuing once it has been published long enough: one hour, unless configured otherwise. Tokens of the previous key stay valid until they expire; nobody is signed out.',
    immediately: 'Start now, without waiting',
    immediatelyText:
      'Verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    rotated: 'Rotation of the signing key scheduled',
    rotatedNow: 'The signing key was rotated',
    revoke: 'Revoke',
    revokeTitle: 'Revoke this key?',
    revokeLead:
      'For a leaked key: every token it signed is refused immediately. Sessions continue, because clients fetch new tokens by themselves. This cannot be undone.',
    revokeActive:
      'This is the active key: the next one starts immediately. Verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    revoked: 'The key {kid} was revoked',
    atOnce:
      'This key started issuing without being published first: verifiers elsewhere may refuse its tokens until they fetch the public keys again.',
    empty: 'No signing keys',
    emptyText:
      'This server neither issues nor accepts tokens of the public format, so it has no such keys. If other services verify tokens themselves, use this format:',
    emptyAccept: 'Or keep issuing another format and accept this one as well:',
  },
} as const
