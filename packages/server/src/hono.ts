export * from '@ztoken/guard/hono'
