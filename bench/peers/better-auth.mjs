// better-auth's own guard, `getSession`, before the reply; with `cookie cache` as the argument its
// cookie cache is on. Its database is read through Kysely, as better-auth does by itself.
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { fromNodeHeaders } from 'better-auth/node'
import { SqliteDialect } from 'kysely'
import { listen, openEngine, reply, secret } from './people.mjs'

const auth = betterAuth({
  secret,
  baseURL: 'http://127.0.0.1',
  database: { dialect: new SqliteDialect({ database: openEngine() }), type: 'sqlite' },
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  session: { cookieCache: { enabled: process.argv[2] === 'cookie cache', maxAge: 3600 } },
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()
const { headers } = await auth.api.signUpEmail({
  body: { email: 'zhangsan@app.example', password: 'a long enough phrase', name: '张三' },
  returnHeaders: true,
})
const cookie = headers
  .getSetCookie()
  .map((one) => one.split(';')[0])
  .join('; ')

const server = createServer(async (request, response) => {
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) })
  if (session === null) return void response.writeHead(401).end()
  const { id, name, email, image } = session.user
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(reply({ id, head_portrait: image, name, email })))
})
listen(server, [{ cookie }])
