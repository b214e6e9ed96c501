/**
 * The type of what a schema admits, for as much of JSON Schema as the bodies use. A library for all
 * of it would take every consumer's compiler longer than the rest of ztoken's types together.
 */
export type Static<Schema> = Schema extends { readonly const: infer Value }
  ? Value
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly anyOf: readonly (infer One)[] }
      ? Static<One>
      : Schema extends { readonly type: readonly (infer Name)[] }
        ? OfType<Name, Schema>
        : Schema extends { readonly type: infer Name }
          ? OfType<Name, Schema>
          : unknown

/** Of one type; of each of several where there are several. */
type OfType<Name, Schema> = Name extends 'object'
  ? ObjectOf<Schema>
  : Name extends 'array'
    ? Schema extends { readonly items: infer Item }
      ? Static<Item>[]
      : unknown[]
    : Name extends keyof Plain
      ? Plain[Name]
      : never

interface Plain {
  string: string
  integer: number
  number: number
  boolean: boolean
  null: null
}

type ObjectOf<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      {
        -readonly [Key in Extract<keyof Properties, RequiredOf<Schema>>]: Static<Properties[Key]>
      } & {
        -readonly [Key in Exclude<keyof Properties, RequiredOf<Schema>>]?: Static<Properties[Key]>
      }
    >
  : Schema extends { readonly additionalProperties: infer Value }
    ? { [name: string]: Static<Value> }
    : object

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Key)[] } ? Key : never

type Flat<Members> = { [Key in keyof Members]: Members[Key] }
