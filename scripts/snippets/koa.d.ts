export declare const app: import('koa')
export declare const router: import('@koa/router').Router
export declare const ztoken: import('ztoken/server').NodeHandler
