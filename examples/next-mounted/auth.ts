import { createZtoken, sqlite, type Ztoken } from 'ztoken'

/** One for the process: `next dev` loads modules again, and `proxy.ts` is a bundle of its own. */
const kept = globalThis as { ztoken?: Promise<Ztoken> }

kept.ztoken ??= createZtoken({
  secret: process.env.ZTOKEN_SECRET,
  store: sqlite(process.env.ZTOKEN_DATABASE ?? 'app.db'),
})

export const auth = await kept.ztoken
