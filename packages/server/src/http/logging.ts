import { EventEmitter } from 'node:events'
import { tell } from '@ztoken/core'
import { describeForLog } from './described.ts'
import type { Logger } from './options.ts'

/**
 * Of a request, logs show the method, the path without its query and the id: never a header. Whatever
 * fails in a log that somebody gave us fails no request and ends no process (attack S21).
 */
export function withSafeRequests(logger: Exclude<Logger, false>): Logger {
  const given = logger === true ? {} : logger
  return {
    ...given,
    ...('stream' in given && given.stream !== undefined && { stream: careful(given.stream) }),
    hooks: { ...given.hooks, logMethod: carefully(given.hooks?.logMethod) },
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

type LogMethod = NonNullable<NonNullable<Exclude<Logger, boolean>['hooks']>['logMethod']>

function carefully(given: LogMethod | undefined): LogMethod {
  return function log(values, method, level) {
    try {
      if (given === undefined) method.apply(this, values)
      else given.call(this, values, method, level)
    } catch {
      // Where it cannot be said there is nobody left to say it to.
    }
  }
}

/** A stream of Node's tells of its faults by an event, any other by what its `write` comes to. */
function careful<Target extends { write(line: string): unknown }>(stream: Target): Target {
  if (stream instanceof EventEmitter) return survive(stream)
  const write = (line: string): void => tell(() => undefined, stream.write.bind(stream), line)
  return new Proxy(stream, {
    get: (target, name) => (name === 'write' ? write : Reflect.get(target, name)),
  })
}

const survivors = new WeakSet<object>()

/** Whoever reads a stream may go, as `head` does: that ends nobody. */
export function survive<Target extends object>(target: Target): Target {
  if (survivors.has(target) || !(target instanceof EventEmitter)) return target
  survivors.add(target)
  return target.on('error', () => undefined)
}
