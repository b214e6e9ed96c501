import type { Static } from './static.ts'
import type { StepUpWanted } from './step-up.ts'
import type { Words } from './words.ts'

declare const types: unique symbol

/** Where something is asked, and the types of what goes in and what comes out: all that a client needs. */
export interface Call<Input = undefined, Data = undefined> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** What stands after a colon is taken from the input. */
  readonly path: string
  /** Never there: it carries the types. Data that is `never`: the reply is not in our envelope. */
  readonly [types]?: { readonly input: Input; readonly data: Data }
}

/** What is given to a call: what may be left out may be undefined, too. */
export type Given<Input> = {
  readonly [Name in keyof Input]: object extends Pick<Input, Name>
    ? Input[Name] | undefined
    : Input[Name]
}

/** `anybody`; `callers`, who send a token; or the permission that a caller needs. */
export type AccessName = 'anybody' | 'callers' | `${string}:${string}`

/** Where the document lists it. */
export type Tag = 'tutorial' | 'login' | 'me' | 'users' | 'roles' | 'keys' | 'operation'

interface Described<Access, Content> extends Words {
  readonly access: Access
  readonly tag: Tag
  /** Media types of what is sent instead of our envelope; with `data`, beside it. */
  readonly content?: readonly Content[]
  /** What it may come to besides what every such request may (`failuresOf`): names of codes. */
  readonly fails?: readonly string[]
  /** The status of success where it is not 200: 202 is taken up, and done after the reply. */
  readonly status?: 202
  /** Media types of a body that is no JSON. */
  readonly takes?: readonly string[]
  /** The tutorial's reply: HTTP 200 always, and its own words. */
  readonly isTutorial?: true
  /** What is asked for beyond the access: that who they are was shown lately, or a second factor. */
  readonly stepUp?: StepUpWanted
  /** Names of the codes that the tutorial's reply may have. */
  readonly outcomes?: readonly string[]
}

interface Schemas<Params, Query, Body, View> {
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** The data of the reply. */
  readonly data?: View
}

/**
 * One route, whole: the server registers it, guards it and checks what it takes and gives by this
 * record, and the OpenAPI document is written from it.
 */
export interface Operation<
  Input = unknown,
  Data = unknown,
  Access extends AccessName = AccessName,
  Content extends string = string,
> extends Call<Input, Data>,
    Described<Access, Content>,
    Schemas<object, object, object, object> {}

/** The one object that a path, a query and a body make together. */
type InputOf<Params, Query, Body> = unknown extends Params & Query & Body
  ? undefined
  : Static<Params> & Static<Query> & Static<Body>

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false

/** Nothing more to give where the schemas say what the call says; else a member that nobody has. */
type Fitting<Input, Taken, Data, Given> =
  Same<Input, Taken> extends true
    ? Same<Data, Given> extends true
      ? unknown
      : { readonly 'the schema of the data admits': Given }
    : { readonly 'the schemas of the input admit': Taken }

/** Without a schema there is no data, or it is not in our envelope, or it is the tutorial's. */
type GivenOf<View, Data, IsTutorial> = unknown extends View
  ? IsTutorial extends true
    ? Data
    : [Data] extends [never]
      ? never
      : undefined
  : Static<View>

/**
 * Describes a call for servers and documents. Mark it with a PURE comment: clients import the call alone.
 * It does not compile where the schemas admit something else than the call's types say.
 */
export function operation<
  Input,
  Data,
  const Access extends AccessName,
  const Content extends string = never,
  Params = unknown,
  Query = unknown,
  Body = unknown,
  View = unknown,
  IsTutorial extends true | undefined = undefined,
>(
  call: Call<Input, Data>,
  described: Described<Access, Content> &
    Schemas<Params, Query, Body, View> & { readonly isTutorial?: IsTutorial } & Fitting<
      Input,
      InputOf<Params, Query, Body>,
      Data,
      GivenOf<View, Data, IsTutorial>
    >,
): Operation<Input, Data, Access, Content> {
  return { ...call, ...(described as object as Described<Access, Content>) }
}
