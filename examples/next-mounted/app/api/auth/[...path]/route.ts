import { ztoken } from '../../../../ztoken'

/** What the page's own client asks ztoken: on this origin, so that its cookies are this origin's. */
const forward = (request: Request): Promise<Response> => ztoken.forward(request)

export { forward as DELETE, forward as GET, forward as PATCH, forward as POST, forward as PUT }
