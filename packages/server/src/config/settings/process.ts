import { keepAliveSeconds } from '../../http/options.ts'
import { duration } from '../durations.ts'
import { host } from '../hosts.ts'
import { database, listenUrl, oneOf, secrets, whole } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** Where the data is kept, and where the server listens. */
export interface ProcessSettings {
  readonly secret: readonly string[]
  readonly database_url: string
  readonly database_listen_url: string | null
  readonly database_pool: number
  readonly database_pooler: 'auto' | 'transaction' | 'none'
  readonly host: string
  readonly port: number
  readonly connections: number
  readonly keep_alive_seconds: number
  readonly drain_seconds: number
}

export const processReadings: ReadingsOf<ProcessSettings> = {
  secret: {
    fallback: [],
    about: 'secrets of 32 bytes or more, the newest first',
    read: secrets,
    isSecretList: true,
  },
  database_url: {
    fallback: 'sqlite:./data/ztoken.db',
    about:
      'where the data is kept: `sqlite:PATH` or `postgres://…`, with `?schema=NAME` in a schema of its own',
    read: database,
  },
  database_listen_url: {
    fallback: null,
    about:
      'where to LISTEN when the other URL leads through a pooler that shares connections by the transaction: straight to the database; by default the same',
    read: listenUrl,
  },
  database_pool: {
    fallback: 10,
    about: 'connections to PostgreSQL of each process',
    read: whole(1, 1000),
  },
  database_pooler: {
    fallback: 'auto',
    about:
      'whether a pooler that shares connections by the transaction stands before PostgreSQL: `auto` asks each connection, `transaction` or `none` says it',
    read: oneOf(['auto', 'transaction', 'none']),
  },
  host: {
    fallback: '127.0.0.1',
    about: 'the address to listen on, or the path of a unix socket',
    read: host,
  },
  port: { fallback: 8080, about: 'the port to listen on', read: whole(0, 65_535) },
  connections: {
    fallback: 0,
    about: 'connections each process holds at the same time; 0: as many as its descriptors allow',
    read: whole(0, 1_000_000),
  },
  keep_alive_seconds: {
    fallback: keepAliveSeconds,
    about:
      'how long a connection is kept that asks nothing: longer than the balancer before it does',
    read: duration('seconds', 1, 3600),
  },
  drain_seconds: {
    fallback: 2,
    about:
      'how long a server that stops keeps connections that ask nothing, and answers what arrives',
    read: duration('seconds', 0, 300),
  },
}
