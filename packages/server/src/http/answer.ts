import type { GrantView } from '@ztoken/contract'
import type { Grant } from '@ztoken/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What is sent as it is, with a media type of its own instead of our envelope. */
export class Content<Type extends string> {
  readonly mediaType: Type
  /** Null: what the client has is still right. */
  readonly body: string | Uint8Array | null
  /** The whole header, where it says more than the type. */
  readonly header: string

  constructor(mediaType: Type, body: string | Uint8Array | null, header: string = mediaType) {
    this.mediaType = mediaType
    this.body = body
    this.header = header
  }
}

/** The content under its tag; without a body for a client that has it (RFC 9110 §13.1.2, compared weakly). */
export function tagged<Type extends string>(
  content: Content<Type>,
  etag: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Content<Type> {
  reply.header('etag', etag)
  const known = (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  const isKnown = known.includes(etag) || known.includes('*')
  return isKnown ? new Content(content.mediaType, null, content.header) : content
}

/** A handler has taken the reply over, to send events for as long as somebody listens. */
export const streaming: unique symbol = Symbol('streaming')

/** Data whose lists come piece by piece. */
export class InPieces<Data> {
  readonly members: PiecesOf<Data>

  constructor(members: PiecesOf<Data>) {
    this.members = members
  }
}

/**
 * Data that follow from one object alone, such as a known account, and are the same for as long as
 * it is the same object: the reply is kept with it, as it goes out.
 */
export class Kept<Data> {
  readonly source: object
  readonly data: () => Data

  constructor(source: object, data: () => Data) {
    this.source = source
    this.data = data
  }
}

export type PiecesOf<Data> = {
  readonly [Name in keyof Data]: Data[Name] extends readonly (infer Item)[]
    ? AsyncIterable<readonly Item[]> | readonly Item[]
    : Data[Name]
}

/** Data as they may be given: whoever sends them changes nothing in them. */
type Sent<Data> = Data extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : Data extends object
    ? { readonly [Name in keyof Data]: Sent<Data[Name]> }
    : Data

type Enveloped<Data> = [Data] extends [never]
  ? never
  : // New tokens leave by `grantRoute` alone.
    [Data] extends [GrantView]
    ? never
    : [Data] extends [undefined]
      ? // biome-ignore lint/suspicious/noConfusingVoidType: a handler without data returns nothing.
        void
      : Sent<Data> | InPieces<Data> | Kept<Sent<Data>>

type Unwrapped<Media extends string> = Media extends 'text/event-stream'
  ? typeof streaming
  : Content<Media>

/** What the handler of an operation that gives new tokens gives: them, and what its record adds. */
export type GrantAnswer<Data> = { readonly grant: Grant } & Omit<Data, keyof GrantView>

/** What the handler of an operation gives: the form that its record, and so the document, names. */
export type Answer<Data, Media extends string> = Enveloped<Data> | Unwrapped<Media>
