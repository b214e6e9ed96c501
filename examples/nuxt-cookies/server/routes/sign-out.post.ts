/** A form asks for it: it needs no scripts, and no page of before is left in a router's memory. */
export default defineEventHandler(async (event) => {
  for (const [name, value] of await server.signOut(event)) appendResponseHeader(event, name, value)
  return sendRedirect(event, '/', 303)
})
