import { randomBytes } from 'node:crypto'
import { describeForLog } from './described.ts'
import type { Logger } from './options.ts'

/** A random start and a count: unique, and cheap enough for every request. */
export function requestIds(): () => string {
  const start = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return `${start}-${count.toString(36)}`
  }
}

/** Of a request, logs show the method, the path without its query and the id: never a header. */
export function withSafeRequests(logger: Exclude<Logger, false>): Logger {
  return {
    ...(logger === true ? {} : logger),
    serializers: {
      req: (request) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0] ?? '',
      }),
      err: describeForLog,
    },
  }
}
