/** The one place where anything is renewed: before pages and routes. */
export default defineEventHandler(async (event) => {
  const { method, path: url } = event
  const { cookie, headers, refusal } = await server.renew({ headers: event.headers, method, url })
  if (refusal !== null) return refusal
  event.headers.set('cookie', cookie)
  event.node.req.headers.cookie = cookie
  for (const [name, value] of headers) appendResponseHeader(event, name, value)
  event.context.readCaller = () => server.caller(event)
})
