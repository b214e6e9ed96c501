export * from '@ztoken/guard/node'
