import { headers } from 'next/headers'
import { cache } from 'react'
import { ztoken } from './ztoken'

/** Who asks for the page; asked once for a request, however many components want to know. */
export const readCaller = cache(async () => ztoken.caller({ headers: await headers() }))
