export { memoryStore } from './memory/index.ts'
