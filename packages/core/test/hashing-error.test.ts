import { describe, expect, it } from 'vitest'
import { hashingErrorOf } from '../src/ground/password/hashing-error.ts'
import { HashingError } from '../src/index.ts'

const failing = (message: string, code?: string) => Object.assign(new Error(message), { code })

describe('why no password can be hashed', () => {
  it.each([
    ['thread_missing', failing('gone', 'MODULE_NOT_FOUND')],
    ['thread_missing', failing('gone', 'ERR_MODULE_NOT_FOUND')],
    ['thread_missing', failing('gone', 'ENOENT')],
    ['thread_missing', failing('gone', 'ERR_INVALID_URL')],
    ['thread_missing', failing('Cannot find module as dynamic\nmore')],
    ['failed', failing('out of memory')],
    ['failed', 'a text'],
    ['failed', undefined],
  ] as const)('is told as %s, with its cause', (code, cause) => {
    const error = hashingErrorOf(cause)
    expect(error).toMatchObject({ name: 'HashingError', code, cause })
    expect(error.message).not.toContain('\n')
    expect(error.message.includes('hash-worker.mjs')).toBe(code === 'thread_missing')
  })

  it('stays what it is, and names the engine that is missing with what to do', () => {
    const error = new HashingError('engine_missing', '@node-rs/argon2 is not installed')
    expect(hashingErrorOf(error)).toBe(error)
    expect(error.message).toContain('@node-rs/argon2 is not installed')
    expect(error.message).toContain('--include=optional')
  })
})
