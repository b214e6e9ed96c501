import { fetchTransport } from '@ztoken/sdk'
import { createServerClient } from '@ztoken/sdk/server'
import { createFetchHandler } from 'ztoken/server'
import { auth } from './auth'

const origin = process.env.FRONT_END_ORIGIN ?? 'http://localhost:3000'

/**
 * The address by which failures are counted. Behind a proxy of yours: what the header says that it
 * sets and nobody else can, e.g. `request.headers.get('x-real-ip')`. Without one everybody is one.
 */
const addressOf = (): string => '127.0.0.1'

/** The whole of ztoken, asked without a network between. */
const handler = await createFetchHandler(auth, { publicUrl: origin, addressOf })

export const ztoken = createServerClient({
  baseUrl: origin,
  origin,
  prefix: '/api/auth',
  transport: fetchTransport((url, init) => handler(new Request(url, init))),
  language: 'en',
})
