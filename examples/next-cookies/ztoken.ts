import { createServerClient } from '@ztoken/sdk/server'

/**
 * Where ztoken is, and where this front end is for browsers. ztoken has the latter as its public URL:
 *
 *   ZTOKEN_PUBLIC_URL=http://localhost:3000 npx ztoken dev
 *   ZTOKEN_URL=http://127.0.0.1:8080 FRONT_END_ORIGIN=http://localhost:3000 npm run dev
 */
export const ztoken = createServerClient({
  baseUrl: process.env.ZTOKEN_URL ?? 'http://127.0.0.1:8080',
  origin: process.env.FRONT_END_ORIGIN ?? 'http://localhost:3000',
  language: 'en',
})
