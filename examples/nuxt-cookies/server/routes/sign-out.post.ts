/** A form asks for it, so that it works without scripts, and with a page that is loaded anew. */
export default defineEventHandler(async (event) => {
  for (const [name, value] of await server.signOut(event)) appendResponseHeader(event, name, value)
  return sendRedirect(event, '/', 303)
})
