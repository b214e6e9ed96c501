/** For a form without scripts. */
export default defineEventHandler(async (event) => {
  for (const [name, value] of await server.signOut(event)) appendResponseHeader(event, name, value)
  return sendRedirect(event, '/', 303)
})
