// iron-session, whose sealed cookie is the session, and a read of the row.
import { createServer } from 'node:http'
import { getIronSession, sealData } from 'iron-session'
import { listen, person, readerOfPeople, reply, secret } from './people.mjs'

const read = readerOfPeople()
const options = { password: secret, cookieName: 'session' }
const sealed = await sealData({ userId: person.id }, options)

const server = createServer(async (request, response) => {
  const { userId } = await getIronSession(request, response, options)
  if (userId === undefined) return void response.writeHead(401).end()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(reply(read(userId))))
})
listen(server, [{ cookie: `session=${sealed}` }])
