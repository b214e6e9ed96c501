import { counter, counterBy, type Family, gauge, gaugeOfAll, histogram } from './family.ts'
import type { Metrics } from './metrics.ts'
import type { Series } from './requests.ts'

/** Everything that is told of one process, beside what the runtime tells. */
export async function familiesOf(metrics: Metrics): Promise<Family[]> {
  return [
    ...ofPeople(metrics),
    ofCodes(metrics),
    ...(await ofSessions(metrics)),
    ...ofRequests(metrics),
    ...ofWork(metrics),
    ...ofConnections(metrics),
    gauge(
      'ztoken_webhooks_waiting',
      'Webhooks that are not delivered yet, of the whole database; 10000 where there are more.',
      await metrics.webhooksWaiting(),
    ),
  ]
}

function ofPeople(metrics: Metrics): Family[] {
  const { sign_ins, sign_in_failures, registrations, refreshes } = metrics.totals()
  const { limits } = metrics.work()
  const login = (kind: string, outcome: string, value: number) => ({
    value,
    labels: { kind, outcome },
  })
  return [
    counter('ztoken_sign_ins_total', 'Sessions begun, those of a registration too.', sign_ins),
    counter(
      'ztoken_sign_in_failures_total',
      'Attempts to sign in with a wrong phone or password.',
      sign_in_failures,
    ),
    counter('ztoken_registrations_total', 'Accounts registered by their owners.', registrations),
    counter('ztoken_refreshes_total', 'Refresh tokens traded for new tokens.', refreshes),
    {
      name: 'ztoken_logins_total',
      help: 'Attempts to get in, by their kind and what became of them.',
      type: 'counter',
      aggregator: 'sum',
      values: [
        login('password', 'succeeded', sign_ins - registrations),
        login('password', 'wrong', sign_in_failures),
        login('password', 'limited', limits.login),
        login('registration', 'succeeded', registrations),
        login('registration', 'limited', limits.registration),
      ],
    },
    counterBy(
      'limit',
      'ztoken_limits_reached_total',
      'Attempts that were refused because there had been too many.',
      Object.entries(limits),
    ),
  ]
}

function ofCodes(metrics: Metrics): Family {
  const { codes } = metrics.work()
  return {
    name: 'ztoken_codes_sent_total',
    help: 'One-time codes that were handed to a sender, by channel and what became of them.',
    type: 'counter',
    aggregator: 'sum',
    values: Object.entries(codes).flatMap(([channel, outcomes]) =>
      Object.entries(outcomes).map(([outcome, value]) => ({ value, labels: { channel, outcome } })),
    ),
  }
}

async function ofSessions(metrics: Metrics): Promise<Family[]> {
  const { ageMilliseconds, entries } = metrics.revocations()
  const { sweeps, rows } = metrics.sweeps()
  return [
    gauge(
      'ztoken_sessions_active',
      'Open sessions in the whole database; left out where it cannot say.',
      await metrics.activeSessions(),
    ),
    gauge(
      'ztoken_revocation_age_seconds',
      'How old the knowledge of what other processes revoked is.',
      ageMilliseconds / 1000,
    ),
    gauge('ztoken_revocation_entries', 'Revocations held in memory.', entries),
    counter('ztoken_sweeps_total', 'Sweeps of what can matter to nobody any more.', sweeps),
    counter('ztoken_swept_rows_total', 'Rows that sweeps removed.', rows),
  ]
}

function ofRequests(metrics: Metrics): Family[] {
  return [
    histogram(
      'ztoken_http_request_duration_seconds',
      'How long requests took, by the pattern of their route.',
      [...metrics.requests.series()].map((one) => ({
        labels: labelsOf(one),
        durations: one.durations,
      })),
    ),
    counterBy(
      'reason',
      'ztoken_refusals_total',
      'Answers other than success, by their reason.',
      metrics.refusals.byReason(),
    ),
    gaugeOfAll(
      'ztoken_event_streams_open',
      'Event streams that somebody listens to.',
      [...metrics.eventStreams].map(([stream, count]) => ({ labels: { stream }, value: count() })),
    ),
  ]
}

function labelsOf({ method, route, statusClass }: Series): Readonly<Record<string, string>> {
  return { method, route: route ?? 'none', status: `${statusClass}xx` }
}

function ofWork(metrics: Metrics): Family[] {
  const { hashing, store, knownAccounts } = metrics.work()
  const one = (value: number) => [{ value, labels: {} }]
  return [
    gaugeOfAll(
      'ztoken_hashes_waiting',
      'Password hashes that wait for a thread.',
      one(hashing.waiting),
    ),
    gaugeOfAll('ztoken_hash_threads_working', 'Threads that hash.', one(hashing.working)),
    histogram('ztoken_hash_wait_seconds', 'How long password hashes waited for a thread.', [
      { labels: {}, durations: hashing.waits },
    ]),
    counter(
      'ztoken_hashes_turned_away_total',
      'Password hashes for which there was no place to wait.',
      hashing.turnedAway,
    ),
    histogram('ztoken_store_answer_duration_seconds', 'How long the database took to answer.', [
      { labels: {}, durations: store.answers },
    ]),
    counter(
      'ztoken_store_failures_total',
      'Questions that the database did not answer, or not in time.',
      store.failures,
    ),
    gaugeOfAll(
      'ztoken_known_accounts',
      'Accounts held in memory, in all processes together.',
      one(knownAccounts),
    ),
    gauge(
      'ztoken_clock_difference_seconds',
      "How far this machine's clock is ahead of the database's.",
      metrics.clockDifference() / 1000,
    ),
  ]
}

/** SQLite has one connection, and nothing to tell of it. */
function ofConnections(metrics: Metrics): Family[] {
  const { connections } = metrics.work()
  if (connections === null) return []
  const { open, idle, waiting } = connections
  return [
    gaugeOfAll('ztoken_store_connections', 'Connections to the database.', [
      { value: open - idle, labels: { state: 'used' } },
      { value: idle, labels: { state: 'idle' } },
    ]),
    gaugeOfAll('ztoken_store_questions_waiting', 'Questions that wait for a connection.', [
      { value: waiting, labels: {} },
    ]),
  ]
}
