export * from './passkeys/bodies.ts'
export * from './passkeys/calls.ts'
export * from './passkeys/operations.ts'
export * from './passkeys/words.ts'
