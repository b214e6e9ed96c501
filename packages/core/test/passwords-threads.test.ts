import { execFile } from 'node:child_process'
import { pbkdf2 } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { PasswordOptions, Passwords } from '../src/ground/password/index.ts'
import { nobody, open, password, phone } from './open.ts'

// Threads belong to the process; these look at all there are, and other files may share it.
vi.resetModules()
const { createPasswords } = await import('../src/ground/password/index.ts')

const unavailable = { code: 'unavailable', retryAfterSeconds: 1 }

/** Closed after the test, so that the next one finds no thread at rest. */
function passwordsWith(options: PasswordOptions): Passwords {
  const passwords = createPasswords(options)
  onTestFinished(() => passwords.close())
  return passwords
}

const many = (count: number, passwords: Passwords): Promise<string>[] =>
  Array.from({ length: count }, () => passwords.hash(password, nobody))

/** The threads that are started while the work is done, caught as an operator's tool would. */
async function threadsOf(work: () => Promise<unknown>): Promise<Worker[]> {
  const threads: Worker[] = []
  const listen = (worker: Worker): number => threads.push(worker)
  process.on('worker', listen)
  await work()
  process.off('worker', listen)
  return threads
}

describe('a storm of logins', () => {
  it("A050 leaves the event loop and libuv's pool to the others", async () => {
    const passwords = passwordsWith({ concurrency: 8, queueLimit: 64 })
    await Promise.all(many(8, passwords))
    let hashed = 0
    const hashes = many(64, passwords).map((hash) => hash.then(() => (hashed += 1)))
    // Each needs a thread of libuv's four: sixteen that wait for hashes see all of these done.
    for (let n = 0; n < 64; n += 1) {
      await promisify(pbkdf2)(password, 'salt', 1, 32, 'sha256')
      await turn()
    }
    expect(hashed).toBeLessThan(32)
    await Promise.all(hashes)
  })

  it('answers each with its own, however many wait', async () => {
    const passwords = passwordsWith({ concurrency: 1 })
    const stored = await passwords.hash(password, nobody)
    const rightOnes = Array.from({ length: 40 }, (_, n) => n % 3 === 0)
    const answers = rightOnes.map((right) =>
      passwords.verify(right ? password : 'wrong', stored, nobody),
    )
    expect(await Promise.all(answers)).toEqual(rightOnes)
  })

  it('A051 so many at a time, so many waiting, and the rest is told when to come back', async () => {
    const small = passwordsWith({ concurrency: 1, queueLimit: 2 })
    const answers = await Promise.allSettled(many(6, small))
    const failures = answers.filter((answer) => answer.status === 'rejected')
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(3)
    for (const { reason } of failures) expect(reason).toMatchObject(unavailable)
    expect(await small.verify(password, await small.hash(password, nobody), nobody)).toBe(true)
  })

  it('A052 who goes takes along what they waited for, and frees the place', async () => {
    const small = passwordsWith({ concurrency: 1, queueLimit: 1 })
    const caller = new AbortController()
    const running = small.hash(password, nobody)
    const waiting = small.hash(password, nobody, caller.signal)
    await expect(small.hash(password, nobody)).rejects.toMatchObject(unavailable)
    caller.abort()
    const next = small.verify(password, null, nobody)
    await expect(waiting).rejects.toBe(caller.signal.reason)
    await expect(small.verify(password, null, nobody, caller.signal)).rejects.toBe(
      caller.signal.reason,
    )
    expect(await small.verify(password, await running, nobody)).toBe(true)
    expect(await next).toBe(false)
  })

  it('A052 a hash that has begun is finished, and its thread stays', async () => {
    const small = passwordsWith({ concurrency: 1 })
    const caller = new AbortController()
    const threads = await threadsOf(async () => {
      const running = small.hash(password, nobody, caller.signal)
      caller.abort()
      expect(await small.verify(password, await running, nobody)).toBe(true)
    })
    expect(threads).toHaveLength(1)
  })

  it('A056 a refresh needs no place among the hashes', async () => {
    const { core } = await open({ passwords: { concurrency: 1, queueLimit: 0 } })
    const { refreshToken } = await core.register({ phone, password })
    const running = core.login({ phone, password })
    await expect(core.login({ phone: '13900000000', password })).rejects.toMatchObject(unavailable)
    expect((await core.refresh(refreshToken)).user.phone).toBe(`+86${phone}`)
    await running
  })
})

describe('A053 a thread that dies', () => {
  it('takes along what it was given, and no more', async () => {
    const passwords = passwordsWith({ concurrency: 1 })
    const [thread] = await threadsOf(() => passwords.hash(password, nobody))
    const [lost, kept] = many(2, passwords)
    await thread?.terminate()
    await expect(lost).rejects.toMatchObject(unavailable)
    expect(await passwords.verify(password, (await kept) as string, nobody)).toBe(true)
  })

  it('while it starts, too', async () => {
    const passwords = passwordsWith({ concurrency: 1 })
    process.once('worker', (thread) => thread.terminate())
    await expect(passwords.hash(password, nobody)).rejects.toMatchObject(unavailable)
    expect(await passwords.verify(password, await passwords.hash(password, nobody), nobody)).toBe(
      true,
    )
  })

  it('at rest, is replaced', async () => {
    const passwords = passwordsWith({ concurrency: 1 })
    const [thread] = await threadsOf(() => passwords.hash(password, nobody))
    await thread?.terminate()
    expect(await passwords.verify(password, await passwords.hash(password, nobody), nobody)).toBe(
      true,
    )
  })
})

it('A054 hashes at the same time have to fit the memory meant for them', () => {
  expect(() => passwordsWith({ concurrency: 4, memoryMebibytes: 76 })).not.toThrow()
  for (const options of [
    { concurrency: 4, memoryMebibytes: 75 },
    { concurrency: 54 },
    { memoryMebibytes: 18 },
    { memoryMebibytes: Number.NaN },
    { concurrency: 0 },
    { concurrency: 1.5 },
    { queueLimit: -1 },
    { hashCost: { memoryKibibytes: 7, passes: 1 } },
    { hashCost: { memoryKibibytes: 19_456, passes: 0 } },
    { hashCost: { memoryKibibytes: 19_456.5, passes: 2 } },
    { hashCost: { memoryKibibytes: 262_145, passes: 2 } },
  ]) {
    expect(() => createPasswords(options), JSON.stringify(options)).toThrow(TypeError)
  }
})

describe('closing', () => {
  it('answers who runs, who waits and who comes', async () => {
    const passwords = passwordsWith({ concurrency: 1 })
    const hashes = many(3, passwords)
    const answers = Promise.allSettled(hashes)
    await passwords.close()
    for (const answer of await answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    }
    await expect(passwords.hash(password, nobody)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('ends the threads with the last pool of the process, which all of them share', async () => {
    const [one, other] = [passwordsWith({ concurrency: 1 }), passwordsWith({ concurrency: 1 })]
    const threads = await threadsOf(async () => {
      await one.hash(password, nobody)
      await other.hash(password, nobody)
    })
    expect(threads).toHaveLength(1)
    await one.close()
    expect(await threadsOf(() => other.hash(password, nobody))).toEqual([])
    const ended = once(threads[0] as Worker, 'exit')
    await other.close()
    await ended
  })

  it('takes no thread along that works for another', async () => {
    const [one, other] = [passwordsWith({ concurrency: 1 }), passwordsWith({ concurrency: 1 })]
    const [lost, kept] = [one.hash(password, nobody), other.hash(password, nobody)]
    lost.catch(() => undefined)
    await one.close()
    expect(await other.verify(password, await kept, nobody)).toBe(true)
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is not needed: threads at rest keep no process alive', async () => {
    const program = `
      const { createPasswords } = await import('./packages/core/src/ground/password/index.ts')
      const passwords = createPasswords()
      const nobody = { account: null, address: null }
      console.log(await passwords.verify('a password', await passwords.hash('a password', nobody), nobody))`
    const flags = ['--import', 'tsx', '--conditions=@ztoken/source', '--input-type=module']
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', program])
    expect(stdout).toBe('true\n')
  })
})
