/** What the page's own client asks ztoken: on this origin, so that its cookies are this origin's. */
export default defineEventHandler((event) => server.forward(toWebRequest(event)))
