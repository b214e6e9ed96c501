export { type AsyncStorage, asyncTokenStorage } from './storage/async.ts'
export { memoryStorage } from './storage/memory.ts'
export {
  localTokenStorage,
  sessionTokenStorage,
  type WebStorageOptions,
} from './storage/web.ts'
