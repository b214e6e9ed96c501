/** Where in a payload the id stands, both ways. */
export interface PayloadShape {
  read(payload: unknown): unknown
  write(id: string | number): unknown
}

const memberNames = /^[A-Za-z_][\w-]{0,63}(\.[A-Za-z_][\w-]{0,63}){0,3}$/
const ours = ['sid', 'sid_mac']

/** True for what may say where a payload names its user. */
export function isPayloadPlace(id: unknown): id is string {
  return typeof id === 'string' && (id === '.' || (memberNames.test(id) && !ours.includes(id)))
}

/** Throws TypeError for what names no place. */
export function payloadShape(id: string): PayloadShape {
  if (!isPayloadPlace(id)) {
    throw new TypeError('id is the name of a member, names joined by dots, or a dot')
  }
  if (id === '.') return { read: (payload) => payload, write: (value) => value }
  const path = id.split('.')
  return {
    read: (payload) => path.reduce<unknown>(memberOf, payload),
    write: (value) =>
      path.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value),
  }
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
