/**
 * How the tokens that outlive a page travel: in bodies, which scripts read, or in cookies, which only
 * the browser sees (`HttpOnly`).
 */
export const transportField = { type: 'string', enum: ['body', 'cookie'] } as const

/** With cookies alone: whether they outlive the browser's session. */
export const rememberField = { type: 'boolean' } as const

/** For bodies that nothing else is added to. */
export const transportBody = {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: { transport: transportField },
} as const
