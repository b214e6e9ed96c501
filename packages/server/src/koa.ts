export * from '@ztoken/guard/koa'
