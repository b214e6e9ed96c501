export * from '@ztoken/guard/nest'
