export default {
  metrics: {
    title: 'Live metrics',
    lead: 'The last 15 minutes, every 5 seconds.',
    pause: 'Pause',
    resume: 'Resume',
    again: 'Retrying every 5 seconds.',
    lastAt: 'Metrics as of',
    soon: 'The server has just started counting. The first values appear in 5 seconds.',
    scope:
      'Each server process counts on its own, so these are the metrics of one process ({process}); only active sessions cover the whole database. Counting since',
    tiles: {
      sessions: 'Active sessions',
      signIns: 'Sign-ins, 15 min',
      failures: 'Failures, 15 min',
      p99: 'p99 now',
      lag: 'Revocation lag',
    },
    plots: {
      signIns: { title: 'Sign-ins', lead: 'Per 5 seconds.' },
      sessions: { title: 'Active sessions', lead: 'All users, whole database.' },
      requests: { title: 'Requests', lead: 'Per second.' },
      durations: {
        title: 'Response time',
        lead: 'Half of all requests took at most p50, 99% at most p99.',
      },
      lag: {
        title: 'Revocation lag',
        lead: 'How far behind this process is on revocations by other servers.',
      },
      entries: { title: 'Revocations in memory', lead: 'Still in effect.' },
      delay: {
        title: 'Event loop delay',
        lead: 'How long work waits for its turn, 99th percentile.',
      },
      memory: { title: 'Memory', lead: 'Whole process, and its JavaScript heap.' },
    },
    lines: {
      signIns: 'Sign-ins',
      failures: 'Failures',
      requests: 'Requests',
      p50: 'p50',
      p99: 'p99',
      sessions: 'Active sessions',
      lag: 'Lag',
      entries: 'Entries',
      delay: 'Delay',
      memory: 'Memory',
      heap: 'JavaScript heap',
    },
  },
} as const
