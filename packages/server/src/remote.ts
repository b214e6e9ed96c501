export * from '@ztoken/guard/remote'
