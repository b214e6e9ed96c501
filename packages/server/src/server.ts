export { createApp } from './app/app.ts'
export type { AppOptions } from './app/options.ts'
export { folderStorage } from './avatars/folder.ts'
export { type S3Credentials, type S3Options, s3Storage } from './avatars/s3.ts'
export type { AvatarStorage } from './avatars/storage.ts'
export { type BreachedPlace, breachedPasswords } from './breached/breached.ts'
export { ConfigError } from './config/config-error.ts'
export {
  createFetchHandler,
  type FetchHandler,
  type FetchHandlerOptions,
} from './mount/fetch-handler.ts'
export { createNodeHandler, type NodeHandler } from './mount/node-handler.ts'
export { type ZtokenPluginOptions, ztokenPlugin } from './mount/plugin.ts'
