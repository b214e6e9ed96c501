import type { Environment } from './environment.ts'

const transport = '(?:TCP|UDP|SCTP)'
const address = /^(?:tcp|udp|sctp):\/\/\S+$/i
const port = /^[0-9]{1,5}$/

/** The endings of names that Kubernetes and Docker make of a neighbour, and what they hold. */
const endings: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/_SERVICE_HOST$/, /^[\w.:-]+$/],
  [/_SERVICE_PORT(?:_[A-Z0-9_]+)?$/, port],
  [/_PORT$/, address],
  [new RegExp(`_PORT_[0-9]+_${transport}$`), address],
  [new RegExp(`_PORT_[0-9]+_${transport}_PROTO$`), /^(?:tcp|udp|sctp)$/i],
  [new RegExp(`_PORT_[0-9]+_${transport}_PORT$`), port],
  [new RegExp(`_PORT_[0-9]+_${transport}_ADDR$`), /^[\w.:-]+$/],
]

/** Docker's older links: `/alias/name`, and the neighbour's own variables. */
const linkName = /^\/[\w.-]+\/[\w.-]+$/
const linkVariable = /^ZTOKEN_(?:[A-Z0-9_]+_)?ENV_[A-Z0-9_]+$/i

/**
 * Variables that nobody wrote: Kubernetes sets them in every pod of a namespace for a Service whose
 * name begins with `ztoken`, Docker for a linked container. `ZTOKEN_PORT=tcp://…` is one of them,
 * `ZTOKEN_PORT=8080` is not.
 */
export function serviceLinksIn(
  environment: Environment,
  isSetting: (name: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [name, value = ''] of Object.entries(environment)) {
    if (!name.startsWith('ZTOKEN_')) continue
    const isLink = endings.some(([ending, form]) => ending.test(name) && form.test(value.trim()))
    if (isLink && (!isSetting(name) || address.test(value.trim()))) found.add(name)
  }
  const isLinked = [...found].some((name) => name.endsWith('_PORT'))
  for (const [name, value = ''] of Object.entries(environment)) {
    if (!isLinked || isSetting(name)) continue
    if (/^ZTOKEN_(?:[A-Z0-9_]+_)?NAME$/.test(name) && linkName.test(value)) found.add(name)
    else if (linkVariable.test(name)) found.add(name)
  }
  return found
}
