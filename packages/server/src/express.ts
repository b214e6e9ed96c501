export * from '@ztoken/guard/express'
