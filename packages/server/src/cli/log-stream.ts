import { survive } from '../http/logging.ts'

/** Where the log goes: what pino writes to. */
export interface LogStream {
  write(line: string): void
}

const mostWaitingBytes = 1024 * 1024
const leaveAfterMilliseconds = 1000

/**
 * The log to a stream that may be full, closed or on a disk without space: nobody waits for it, what
 * waits for a reader is bounded, and once there is room again the log says how many lines were lost
 * (attack A169).
 */
export function createLogStream(target: NodeJS.WriteStream): LogStream {
  let lost = 0
  survive(target)

  function write(text: string, lines: number): void {
    target.write(text, (error) => {
      if (error) lost += lines
    })
  }

  return {
    write(line) {
      if (target.writableLength >= mostWaitingBytes) {
        lost += 1
        return
      }
      if (lost > 0) {
        const told = { level: 40, time: Date.now(), lost, msg: 'lines of the log were lost' }
        write(`${JSON.stringify(told)}\n`, lost)
        lost = 0
      }
      write(line, 1)
    },
  }
}

/** A server that has stopped waits a moment for who reads its log, and not for ever. */
export function leaveReaders(target: NodeJS.WriteStream): void {
  if (target.writableLength === 0) return
  setTimeout(() => process.exit(), leaveAfterMilliseconds).unref()
}
