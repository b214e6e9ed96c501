export * from '@ztoken/guard/fetch'
