export * from '@ztoken/guard/fastify'
