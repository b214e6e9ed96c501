/** An object of which every member is known. */
export interface ObjectSchema {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, object>>
}

export interface Both<One extends ObjectSchema, Other extends ObjectSchema> extends ObjectSchema {
  readonly required: readonly [...One['required'], ...Other['required']]
  readonly properties: One['properties'] & Other['properties']
}

/** The object with the members of both. A bundler can leave out a call, and no spread at top level. */
export function both<One extends ObjectSchema, Other extends ObjectSchema>(
  one: One,
  other: Other,
): Both<One, Other> {
  return {
    type: 'object',
    additionalProperties: false,
    required: [...one.required, ...other.required],
    properties: { ...one.properties, ...other.properties },
  } as object as Both<One, Other>
}
