export { type AppOptions, createApp } from './app.ts'
export { type BreachedPlace, breachedPasswords } from './breached/breached.ts'
export { ConfigError } from './config/config-error.ts'
export { folderStorage } from './features/avatar/folder.ts'
export { type S3Credentials, type S3Options, s3Storage } from './features/avatar/s3.ts'
export type { AvatarStorage } from './features/avatar/storage.ts'
export {
  createFetchHandler,
  type FetchHandler,
  type FetchHandlerOptions,
} from './mount/fetch-handler.ts'
export { createNodeHandler, type NodeHandler } from './mount/node-handler.ts'
export { type ZtokenPluginOptions, ztokenPlugin } from './mount/plugin.ts'
