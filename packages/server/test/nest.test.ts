import { type CanActivate, Controller, Get, Logger, type Type, UseGuards } from '@nestjs/common'
import { APP_GUARD, NestFactory } from '@nestjs/core'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createZtoken, memory } from 'ztoken'
import {
  type Authenticator,
  Caller,
  findCaller,
  type GuardOptions,
  LoginGuard,
  LoginRequired,
  OptionalLogin,
  Public,
  RequirePermission,
  RequireRole,
  ZtokenModule,
} from 'ztoken/nest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { secret } from './open.ts'

class Answers {
  @Get('plain')
  plain(@Caller() caller: Caller | null): object {
    return { id: caller?.userId ?? null }
  }

  @Get('open')
  @OptionalLogin()
  open(@Caller() caller: Caller | null): object {
    return { id: caller?.userId ?? null }
  }

  @Get('public')
  @Public()
  public(@Caller() caller: Caller | null): object {
    return { id: caller?.userId ?? null }
  }

  @Get('edit')
  @RequirePermission('user:edit')
  @RequireRole('editor')
  edit(@Caller() caller: Caller): object {
    return { id: caller.userId }
  }
}

@Controller()
class Bare extends Answers {}

@Controller()
@UseGuards(LoginGuard)
class Guarded extends Answers {}

@Controller()
@LoginRequired()
class Decorated extends Answers {}

async function opened(controller: Type, providers: object[] = [], options?: GuardOptions) {
  const auth = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
  const { accessToken, user } = await auth.register({
    phone: '13800138000',
    password: 'a long enough phrase',
  })
  // A promise, as an application has it whose modules are declared before anything runs.
  const judge: Promise<Authenticator> = Promise.resolve(auth)
  const app = await NestFactory.create(
    {
      module: class {},
      controllers: [controller],
      providers: providers as CanActivate[] & { provide: string; useValue: unknown }[],
      imports: [ZtokenModule.forRoot(judge, options)],
    },
    { logger: false },
  )
  await app.listen(0, '127.0.0.1')
  onTestFinished(() => app.close())
  const url = await app.getUrl()
  const ask = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { 'z-token': token }
    const reply = await fetch(url + path, { headers })
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  }
  return { auth, user, token: accessToken, ask }
}

const everywhere = [{ provide: APP_GUARD, useClass: LoginGuard }]

describe('guards in Nest', () => {
  const cases: [string, Type, object[]][] = [
    ['on a controller', Guarded, []],
    ['everywhere', Bare, everywhere],
  ]
  for (const [where, controller, providers] of cases) {
    it(`LoginGuard ${where} asks for a login where no decorator asks for something`, async () => {
      const { user, token, ask } = await opened(controller, providers)
      expect((await ask('/plain')).body.reason).toBe('token_missing')
      expect((await ask('/plain', token)).body).toEqual({ id: user.id })
      expect((await ask('/open')).body).toEqual({ id: null })
      expect((await ask('/open', 'x')).status).toBe(401)
      expect((await ask('/open', token)).body).toEqual({ id: user.id })
      expect((await ask('/edit', token)).body.reason).toBe('permission_denied')
    })
  }

  it('what a controller and a route ask for has to hold together', async () => {
    const { token, ask } = await opened(Decorated)
    expect((await ask('/open')).status).toBe(401)
    expect((await ask('/open', token)).status).toBe(200)
  })

  it('two decorators on one route have to hold together', async () => {
    const { auth, user, token, ask } = await opened(Bare)
    await auth.putRole({ name: 'editor', permissions: [] })
    await auth.putRole({ name: 'writer', permissions: ['user:edit'] })
    for (const [roles, status] of [
      [['editor'], 403],
      [['writer'], 403],
      [['editor', 'writer'], 200],
    ] as const) {
      await auth.updateManagedUser(user.id, { roles })
      expect((await ask('/edit', token)).status).toBe(status)
    }
  })

  it('options of the module hold where a decorator says nothing else', async () => {
    const { ask } = await opened(Decorated, [], { replies: 'tutorial' })
    expect(await ask('/plain')).toEqual({ status: 200, body: { code: 4103, msg: '缺少参数token' } })
  })

  it('an application without the module does not start', async () => {
    const root = { module: class {}, controllers: [Guarded] }
    const options = { logger: false, abortOnError: false } as const
    const app = await NestFactory.create(root, options).catch((error: Error) => error)
    expect(String(app)).toContain('ztoken.given')
  })

  it('a public route looks at no token, whatever stands in the header (F21)', async () => {
    const { token, auth, ask } = await opened(Bare, everywhere)
    for (const sent of [undefined, 'x', 'whsec_live', token]) {
      expect(await ask('/public', sent)).toEqual({ status: 200, body: { id: null } })
    }
    await auth.logout(token)
    expect((await ask('/public', token)).status).toBe(200)
  })
})

describe('a guard of Nest in other contexts (F21)', () => {
  async function guarding() {
    const auth = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
    const input = { phone: '13800138000', password: 'a long enough phrase' }
    const { accessToken: token, user } = await auth.register(input)
    const guard = new (LoginGuard as new (given: object) => CanActivate)({ auth, options: {} })
    const ask = async (type: string, args: unknown[]): Promise<unknown> => {
      const context = new ExecutionContextHost(args, Bare, Bare.prototype.plain)
      context.setType(type)
      return guard.canActivate(context)
    }
    return { auth, token, user, ask }
  }

  const requestOf = (token: string | null) => ({
    rawHeaders: token === null ? ['host', 'x'] : ['Authorization', `Bearer ${token}`],
    headers: {},
  })

  it('GraphQL: the request is found where each driver leaves it, and a refusal is a 401', async () => {
    const { token, user, ask } = await guarding()
    const holders: ((request: object) => object)[] = [
      (req) => ({ req, res: {} }),
      (request) => ({ request }),
      (request) => ({ app: {}, reply: { request: { headers: {}, raw: request } } }),
      (request) => ({ req: { extra: { request }, connectionParams: {} } }),
      (request) => ({ extra: { request } }),
    ]
    for (const hold of holders) {
      const context = hold(requestOf(token))
      expect(await ask('graphql', [undefined, {}, context, {}])).toBe(true)
      for (const bad of [null, 'x']) {
        const refused = ask('graphql', [undefined, {}, hold(requestOf(bad)), {}])
        await expect(refused).rejects.toMatchObject({ status: 401 })
      }
    }
    const req = requestOf(token)
    await ask('graphql', [undefined, {}, { req }, {}])
    expect(findCaller(req)?.userId).toBe(user.id)
    await expect(ask('graphql', [undefined, {}, undefined, {}])).rejects.toMatchObject({
      status: 401,
    })
  })

  it('gateways: the handshake of socket.io or a request kept on a client of ws', async () => {
    const { auth, token, user, ask } = await guarding()
    const clients: ((token: string | null) => object)[] = [
      (sent) => ({ handshake: { headers: {}, auth: sent === null ? {} : { token: sent } } }),
      (sent) => ({ handshake: { headers: {}, auth: sent ? { token: `Bearer ${sent}` } : {} } }),
      (sent) => ({ handshake: { headers: sent ? { authorization: `Bearer ${sent}` } : {} } }),
      (sent) => ({ handshake: { headers: {}, auth: {} }, request: requestOf(sent) }),
      (sent) => ({ upgradeReq: requestOf(sent) }),
    ]
    for (const connect of clients) {
      const client = connect(token)
      expect(await ask('ws', [client, {}])).toBe(true)
      expect(findCaller(client)?.userId).toBe(user.id)
      for (const bad of [null, 'x']) await expect(ask('ws', [connect(bad), {}])).rejects.toThrow()
    }
    await expect(ask('ws', [{}, {}])).rejects.toThrow()
    const both = { handshake: { auth: { token } }, request: requestOf(token) }
    await expect(ask('ws', [both, {}])).rejects.toThrow()
    // Of each message, so that a session that is over says nothing more.
    const [client] = [clients[0]?.(token)]
    await auth.logout(token)
    await expect(ask('ws', [client, {}])).rejects.toThrow()
  })

  it('microservices: one that stands everywhere passes them over, aloud and once', async () => {
    const { ask } = await guarding()
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {})
    onTestFinished(() => warned.mockRestore())
    for (const _ of [1, 2]) expect(await ask('rpc', [{}, {}])).toBe(true)
    expect(warned).toHaveBeenCalledTimes(1)
    expect(String(warned.mock.calls[0])).toContain('rpc')
  })
})
