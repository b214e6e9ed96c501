/** How many users there are of some kind: so many, `at_least` so many, or `about` as many. */
export const userTotal = {
  type: 'object',
  additionalProperties: false,
  required: ['users', 'is'],
  properties: {
    users: { type: 'integer' },
    is: { type: 'string', enum: ['exact', 'at_least', 'about'] },
  },
} as const
