import type * as contract from '@ztoken/contract'
import type { Static as Reference } from 'typebox'
import { expectTypeOf } from 'vitest'
import type { Static } from '../src/ground/static.ts'

/** Compiled by `npm run types`: our reading of the schemas is the one of TypeBox, for every body. */
type Contract = typeof contract
type SchemaName = Extract<keyof Contract, `${string}${'Body' | 'View' | 'Query' | 'Params'}`>
/** An object or null, of which TypeBox reads the object alone. */
type Nullable = 'keyRotationBody'

type Ours = { [Name in Exclude<SchemaName, Nullable>]: Static<Contract[Name]> }
type Theirs = { [Name in Exclude<SchemaName, Nullable>]: Reference<Contract[Name]> }

expectTypeOf<Ours>().toEqualTypeOf<Theirs>()
expectTypeOf<Static<Contract[Nullable]>>().toEqualTypeOf<Reference<Contract[Nullable]> | null>()
expectTypeOf<'registerBody' | 'auditView' | 'feedQuery' | 'kidParams'>().toExtend<SchemaName>()
