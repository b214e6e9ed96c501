export default {
  uncertain: {
    unused:
      'The account of this phone number has not been used for months, and numbers change hands. If it is yours, enter its password as well.',
    unusedNoPassword:
      'The account of this phone number has not been used for months, and numbers change hands. If it is yours, ask an administrator.',
    beginAnew: 'It is not mine: create a new account',
    taken:
      'This was removed from an account lately. If that was not you, take the account back: its password and all its sessions end.',
    takeBack: 'Take the account back',
    noReset:
      'The account has not been used for months, so a code alone does not set its password. Ask an administrator for a reset link.',
  },
} as const
