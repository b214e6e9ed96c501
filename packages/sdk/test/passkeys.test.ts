import { afterEach, describe, expect, it, vi } from 'vitest'
import { softAuthenticator } from '../../core/test/soft-authenticator.ts'
import { factorDue } from '../src/factors.ts'
import * as passkeys from '../src/passkeys.ts'
import { open, password, phone } from './open.ts'

const url = 'https://login.example'

interface Asked {
  readonly publicKey: never
  readonly mediation?: string
  readonly signal: AbortSignal
}

/** What a browser has of WebAuthn, before an authenticator in software. */
function browserWith(device = softAuthenticator(url)) {
  const signalled: unknown[] = []
  const answers: ((asked: Asked) => Promise<unknown>)[] = []
  const asked: Asked[] = []
  const answer = (made: (options: never) => object) => (given: Asked) => {
    asked.push(given)
    const usual = async () => ({ toJSON: () => made(given.publicKey) })
    return (answers.shift() ?? usual)(given)
  }
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: (options: object) => options,
    parseRequestOptionsFromJSON: (options: object) => options,
    isConditionalMediationAvailable: async () => true,
    signalUnknownCredential: async (which: object) => void signalled.push(which),
  })
  vi.stubGlobal('navigator', {
    credentials: { create: answer(device.create), get: answer(device.get) },
  })
  return { device, signalled, answers, asked }
}

/** A question that stays until it is ended. */
const untilEnded = ({ signal }: Asked): Promise<never> =>
  new Promise((_, reject) => {
    const end = () => reject(Object.assign(new Error('ended'), { name: 'AbortError' }))
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
  })

async function opened() {
  // No codes are sent, so nothing has to be proven.
  const server = await open(undefined, {}, { senders: {}, passkeys: { url } })
  return { server, client: await server.signedIn() }
}

afterEach(() => vi.unstubAllGlobals())

describe('@ztoken/sdk/passkeys', () => {
  it('adds one on the way in, where a second factor is required', async () => {
    const tuning = { senders: {}, passkeys: { url }, factorsRequired: 'all' } as const
    const ours = (await open(undefined, {}, tuning)).client()
    const { answers } = browserWith()
    const due = factorDue(await ours.login({ phone, password }).catch((error: unknown) => error))
    const body = { ticket: due?.ticket ?? '', name: 'a key' }
    answers.push(async () =>
      Promise.reject(Object.assign(new Error(), { name: 'NotAllowedError' })),
    )
    expect(await passkeys.addPasskeyWithTicket(ours, body)).toBeNull()
    expect(ours.user).toBeNull()
    const user = await passkeys.addPasskeyWithTicket(ours, body)
    expect(user).toEqual(ours.user)
    expect((await passkeys.listPasskeys(ours)).passkeys).toMatchObject([{ name: 'a key' }])
  })

  it('adds, lists, renames and removes, and tells the browser of what is gone', async () => {
    const { client } = await opened()
    const { device, signalled } = browserWith()
    expect(await passkeys.addPasskey(client, { name: 'Firefox · Linux' })).toBe(true)
    const [kept] = (await passkeys.listPasskeys(client)).passkeys
    expect(kept).toMatchObject({ name: 'Firefox · Linux', usable: true })
    await passkeys.renamePasskey(client, kept?.id ?? '', 'a key')
    expect((await passkeys.listPasskeys(client)).passkeys).toMatchObject([{ name: 'a key' }])
    if (kept) await passkeys.removePasskey(client, kept)
    expect((await passkeys.listPasskeys(client)).passkeys).toEqual([])
    expect(signalled).toEqual([{ rpId: 'login.example', credentialId: device.id }])
  })

  it('signs in, as the second factor too, and shows once more who one is', async () => {
    const { client, server } = await opened()
    browserWith()
    await passkeys.addPasskey(client, { name: 'a phone' })
    expect(await passkeys.verifyWithPasskey(client)).toBe(true)
    const other = server.client()
    expect(await passkeys.loginWithPasskey(other)).toMatchObject({ phone: `+86${phone}` })
    const third = server.client()
    const { ticket = '' } =
      (await third.login({ phone, password }).then(
        () => null,
        (error) => factorDue(error),
      )) ?? {}
    expect(await passkeys.loginWithPasskey(third, { ticket })).not.toBeNull()
    expect(third.user).not.toBeNull()
  })

  it('whoever gives up has failed at nothing, and what else goes wrong is thrown', async () => {
    const { client } = await opened()
    const { answers } = browserWith()
    for (const name of ['NotAllowedError', 'AbortError', 'InvalidStateError']) {
      answers.push(async () => Promise.reject(Object.assign(new Error('no'), { name })))
      expect(await passkeys.addPasskey(client, { name: 'x' })).toBe(false)
      answers.push(async () => Promise.reject(Object.assign(new Error('no'), { name })))
      expect(await passkeys.loginWithPasskey(client)).toBeNull()
    }
    answers.push(async () =>
      Promise.reject(Object.assign(new Error('no'), { name: 'SecurityError' })),
    )
    await expect(passkeys.loginWithPasskey(client)).rejects.toThrow('no')
    await passkeys.addPasskey(client, { name: 'x' })
  })

  it('a button ends what the field has pending before it begins, and so does its own end', async () => {
    const { client } = await opened()
    const { answers, asked } = browserWith()
    await passkeys.addPasskey(client, { name: 'x' })
    answers.push(untilEnded)
    const filling = passkeys.loginWithPasskey(client, { autofill: true })
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(asked[1]?.mediation).toBe('conditional')
    expect(await passkeys.loginWithPasskey(client)).not.toBeNull()
    expect(await filling).toBeNull()
    const ending = new AbortController()
    answers.push(untilEnded)
    const again = passkeys.loginWithPasskey(client, { autofill: true, signal: ending.signal })
    await vi.waitFor(() => expect(asked).toHaveLength(4))
    ending.abort()
    expect(await again).toBeNull()
  })

  it('says where a browser has none', async () => {
    const { client } = await opened()
    vi.stubGlobal('PublicKeyCredential', undefined)
    expect(passkeys.hasPasskeys()).toBe(false)
    expect(await passkeys.hasPasskeyAutofill()).toBe(false)
    await expect(passkeys.loginWithPasskey(client)).rejects.toThrow(TypeError)
    browserWith()
    expect(passkeys.hasPasskeys()).toBe(true)
    expect(await passkeys.hasPasskeyAutofill()).toBe(true)
  })
})
