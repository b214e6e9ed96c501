export { type AppOptions, createApp } from './app/app.ts'
export { ConfigError } from './config/config-error.ts'
