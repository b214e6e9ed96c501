import {
  type GrantView,
  grantView,
  type IdParams,
  idParams,
  type RegisterBody,
  registerBody,
} from '@ztoken/contract'
import { type Call, operation } from '../src/ground/operation.ts'

/** Compiled by `npm run types`: a record says the same of a route in every part, or is none. */
const words = { tag: 'login', zh: '注册', en: 'register' } as const
const register: Call<RegisterBody, GrantView> = { method: 'POST', path: '/v1/register' }
operation(register, { ...words, access: 'anybody', body: registerBody, data: grantView })

// @ts-expect-error who may ask it is not said
operation(register, { ...words, body: registerBody, data: grantView })

// @ts-expect-error nobody, callers, or a permission
operation(register, { ...words, access: 'somebody', body: registerBody, data: grantView })

// @ts-expect-error the call gives more than the schema of its reply
operation(register, { ...words, access: 'anybody', body: registerBody })

// @ts-expect-error the schema admits another reply
operation(register, { ...words, access: 'anybody', body: registerBody, data: idParams })

// @ts-expect-error the schema admits another body
operation(register, { ...words, access: 'anybody', body: idParams, data: grantView })

// @ts-expect-error nothing is taken, says the record
operation(register, { ...words, access: 'anybody', data: grantView })

const end: Call<IdParams> = { method: 'DELETE', path: '/v1/me/sessions/:id' }
operation(end, { ...words, access: 'callers', params: idParams })

// @ts-expect-error the call gives nothing
operation(end, { ...words, access: 'callers', params: idParams, data: grantView })
