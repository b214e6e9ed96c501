export default {
  banned: {
    until: 'The account is banned until {time}.',
    untilLifted: 'The account is banned until an administrator lifts the ban.',
    reason: 'Reason: {reason}',
    noReason: 'No reason was given; an administrator can tell you more.',
    reasonHint: 'They read it when they sign in, and it is in the audit.',
  },
} as const
