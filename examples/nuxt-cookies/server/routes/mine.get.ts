export default defineEventHandler(async (event) => {
  const caller = await server.caller(event)
  if (caller === null) setResponseStatus(event, 401)
  return { id: caller?.user.id ?? null }
})
