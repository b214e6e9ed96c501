import * as features from './features.ts'
import type { AccessName, Operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Code, EventWords, Language, Words } from './ground/words.ts'

/**
 * What the features have on the wire, joined: a table of a feature is found by the end of its name,
 * `signInCodes` as `bansCodes`. Nothing that has to be small may import this file: it holds every text.
 */
type Features = typeof features
type TablesOf<End extends string> = Features[Extract<keyof Features, `${string}${End}`>]
/** The names in all tables of one end. */
type NamesIn<Table> = Table extends unknown ? Extract<keyof Table, string> : never
type ValuesIn<Table> = Table extends unknown ? Table[keyof Table] : never

export type CodeName = NamesIn<TablesOf<'Codes'>>
export type FailureName = Exclude<CodeName, 'ok'>
export type Permission = NamesIn<TablesOf<'Permissions'>>
export type AuditEvent = NamesIn<TablesOf<'Events'>>
export type OperationName = NamesIn<TablesOf<'Operations'>>

/**
 * Every outcome a reply can name. The key is the stable `reason` of a failure; several names share
 * a number, as in the tutorial, where 4103 covers every parameter and credential fault.
 * On the tutorial's routes the HTTP status is always 200 and only the number and `zh` are sent.
 */
export const codes: Readonly<Record<CodeName, Code>> = joined('Codes')

/**
 * The permissions our own routes ask for. An application names others of its own in the same form;
 * a role holds any of them, and `user:*` or `*` for all below.
 */
export const permissions: Readonly<Record<Permission, PermissionMeaning>> = joined('Permissions')

const events: Readonly<Record<AuditEvent, EventWords>> = joined('Events')
/** What can happen, for the audit, for `on` and for webhooks. One name in all three. */
export const auditEvents: readonly AuditEvent[] = Object.keys(events) as AuditEvent[]
/** What each event is called where entries are listed. */
export const eventTitles: Readonly<Record<AuditEvent, Words>> = wordsOf('title')
/** What each event means, for the documentation and for whoever reads the audit. */
export const eventMeanings: Readonly<Record<AuditEvent, Words>> = wordsOf('meaning')

/** Every route there is. */
export const operations: Readonly<Record<OperationName, AnyOperation>> = joined('Operations')
/** Who may ask it is one of two words or a permission that is written down. */
export type AnyOperation = Operation<unknown, unknown, Access>
export type Access = Exclude<AccessName, `${string}:${string}`> | Permission

type AccessAsked = ValuesIn<TablesOf<'Operations'>>['access']
/** An operation that asks for a permission nobody describes does not compile. */
const asked = (access: AccessAsked): Access => access
void asked

/** The message of an outcome in one of the two languages. */
export function messageOf(name: CodeName, language: Language): string {
  const { zh, en } = codes[name]
  return language === 'en' ? en : zh
}

/** Throws TypeError where two features claim one name. */
function joined<Table>(end: string): Table {
  const all: Record<string, unknown> = {}
  for (const [name, table] of Object.entries(features)) {
    if (!name.endsWith(end)) continue
    for (const [key, value] of Object.entries(table)) {
      if (Object.hasOwn(all, key)) throw new TypeError(`${key} is in two features`)
      all[key] = value
    }
  }
  return all as Table
}

function wordsOf(which: keyof EventWords): Readonly<Record<AuditEvent, Words>> {
  const pairs = auditEvents.map((name) => [name, events[name][which]])
  return Object.fromEntries(pairs) as Record<AuditEvent, Words>
}
