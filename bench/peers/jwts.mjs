// A JWT and a read of the row, as each framework's users write it. Argument: which.
import { createServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import { expressjwt } from 'express-jwt'
import { createVerifier } from 'fast-jwt'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { jwt as honoJwt } from 'hono/jwt'
import { jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import Koa from 'koa'
import koaJwt from 'koa-jwt'
import { listen, person, readerOfPeople, reply, secret } from './people.mjs'

const read = readerOfPeople()
const parties = { iss: 'bench', aud: 'bench' }
const checks = { algorithms: ['HS256'], issuer: parties.iss, audience: parties.aud }
const tokens = Array.from({ length: 64 }, (_, n) =>
  jsonwebtoken.sign({ ...parties, sub: person.id, sid: `session-${n}` }, secret, {
    expiresIn: '1h',
  }),
)

function onFastify(verify) {
  const app = Fastify()
  app.get('/user/detail', async (request, answer) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    try {
      return reply(read((await verify(token)).sub))
    } catch {
      return answer.code(401).send()
    }
  })
  return app.ready().then(() => app.server)
}

const programs = {
  'jose and a read': () => {
    const key = new TextEncoder().encode(secret)
    return onFastify(async (token) => (await jwtVerify(token, key, checks)).payload)
  },
  'fast-jwt and a read': () =>
    onFastify(createVerifier({ key: secret, allowedIss: 'bench', allowedAud: 'bench' })),
  'fast-jwt with its cache and a read': () =>
    onFastify(
      createVerifier({ key: secret, allowedIss: 'bench', allowedAud: 'bench', cache: true }),
    ),
  'Express, jsonwebtoken and a read': () => {
    const app = express()
    app.get('/user/detail', (request, response) => {
      try {
        const token = request.headers.authorization.slice('Bearer '.length)
        response.json(reply(read(jsonwebtoken.verify(token, secret, checks).sub)))
      } catch {
        response.status(401).end()
      }
    })
    return createServer(app)
  },
  'Express, express-jwt and a read': () => {
    const app = express()
    app.get('/user/detail', expressjwt({ secret, ...checks }), (request, response) => {
      response.json(reply(read(request.auth.sub)))
    })
    return createServer(app)
  },
  'Hono, hono/jwt and a read': () => {
    const app = new Hono()
    app.use(honoJwt({ secret, alg: 'HS256' }))
    app.get('/user/detail', (c) => c.json(reply(read(c.get('jwtPayload').sub))))
    return createAdaptorServer(app)
  },
  'Koa, koa-jwt and a read': () => {
    const app = new Koa()
    app.use(koaJwt({ secret, ...checks }))
    app.use((ctx) => {
      ctx.body = reply(read(ctx.state.user.sub))
    })
    return createServer(app.callback())
  },
}

const server = await programs[process.argv[2]]()
listen(
  server,
  tokens.map((token) => ({ authorization: `Bearer ${token}` })),
)
