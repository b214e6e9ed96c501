export declare const app: import('hono').Hono<{
  Bindings: import('@hono/node-server').HttpBindings
}>
export declare const ztoken: import('ztoken/server').NodeHandler
