export default {
  overview: {
    title: 'Overview',
    lead: 'By day. Each day begins at {time}, which is midnight in UTC.',
    span: 'Period',
    days: '{n} days',
    users: 'Users',
    activeToday: 'Active today',
    banned: 'Banned now',
    sums: {
      registrations: 'Registrations, {n} days',
      failures: 'Failed sign-ins, {n} days',
    },
    before: 'The {span} days before: {n}',
    risen: '{today} sign-ins have failed today; over the last 7 days it was {usual} a day.',
    seeFailures: 'See these entries',
    plots: {
      registrations: {
        title: 'Registrations',
        lead: 'Accounts created that day.',
        line: 'Registrations',
      },
      active: {
        title: 'Active users',
        lead: 'Who signed in that day or was still signed in, each counted once.',
        line: 'Active users',
      },
      failures: {
        title: 'Failed sign-ins',
        lead: 'Sign-ins that failed that day.',
        line: 'Failed sign-ins',
      },
    },
  },
} as const
