/** As openapi-typescript would have written it. */
export type paths = Record<never, never>
