/** What a column holds as text; null: nothing; undefined: something that cannot be read. */
export type Read<Value> = Value | null | undefined

/**
 * A value of somebody else's database as the text that was meant: bytes are UTF-8, and what a
 * driver or a careless `str()` wrapped is unwrapped (`\x…` of PostgreSQL's bytea, `b'…'` of Python,
 * a Buffer of Node's as JSON). Undefined where that is no text: it is never made up.
 */
export function textOf(value: unknown): Read<string> {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return unwrapped(value.replace(/\0+$/, ''))
  if (value instanceof Uint8Array) return textOfBytes(value)
  if (value instanceof ArrayBuffer) return textOfBytes(new Uint8Array(value))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return numberText(value)
  const { type, data } = value as { type?: unknown; data?: unknown }
  const isBuffer = type === 'Buffer' && Array.isArray(data)
  return isBuffer && data.every(isByte) ? textOfBytes(Uint8Array.from(data)) : undefined
}

/** The same without blanks and line ends around it; null where nothing is left. */
export function trimmedOf(value: unknown): Read<string> {
  const text = textOf(value)
  if (typeof text !== 'string') return text
  const trimmed = text.trim()
  return trimmed === '' ? null : unwrapped(trimmed)
}

/** A whole number, however it is written. */
export function wholeOf(value: unknown): Read<number> {
  const text = trimmedOf(value)
  if (typeof text !== 'string') return text
  const number = /^[+-]?[0-9]+(\.0*)?$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

const dateForm =
  /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?\s*(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?$/i

/**
 * A time in milliseconds: seconds, milliseconds or microseconds since 1970 told by their size, or a
 * date as databases write it, in UTC unless it names its offset.
 */
export function timeOf(value: unknown): Read<number> {
  const text = trimmedOf(value)
  if (typeof text !== 'string') return text
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return timeOfNumber(Number(text))
  const [whole, year, month, day, hour = '0', minute = '0', second = '0', part = '', zone = 'Z'] =
    dateForm.exec(text) ?? []
  if (whole === undefined) return undefined
  const numbers = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers
  const time = Date.UTC(y, mo - 1, d, h, mi, s, Number(part.padEnd(3, '0').slice(0, 3)))
  const isReal = new Date(time).getUTCDate() === d && mo >= 1 && mo <= 12 && h < 24 && mi < 60
  return isReal && time >= 0 ? time - offsetOf(zone) : undefined
}

function timeOfNumber(number: number): Read<number> {
  // A column that was never filled.
  if (number === 0) return null
  if (number < 1e11) return Math.round(number * 1000)
  if (number < 1e14) return Math.round(number)
  return number < 1e17 ? Math.round(number / 1000) : undefined
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])([0-9]{2}):?([0-9]{2})?$/.exec(zone) ?? []
  const offset = (Number(hours ?? 0) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -offset : offset
}

function numberText(value: number): Read<string> {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined
}

function unwrapped(text: string): Read<string> {
  const hex = /^(?:\\x|0x)((?:[0-9a-f]{2})+)$/i.exec(text.trim())?.[1]
  if (hex !== undefined) return textOfBytes(Buffer.from(hex, 'hex'))
  const [, , python] = /^b(['"])([\s\S]*)\1$/.exec(text.trim()) ?? []
  return python === undefined ? text : textOfBytes(bytesOfPython(python))
}

const pythonEscapes = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
])

function bytesOfPython(text: string): Uint8Array {
  const bytes: number[] = []
  for (const [, hex, one, plain] of text.matchAll(/\\x([0-9a-f]{2})|\\([\s\S])|([\s\S])/g)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else if (one !== undefined) bytes.push(pythonEscapes.get(one) ?? one.charCodeAt(0))
    else bytes.push(...Buffer.from(plain ?? ''))
  }
  return Uint8Array.from(bytes)
}

function textOfBytes(bytes: Uint8Array): Read<string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.startsWith('\\x') || /^b['"]/.test(text) ? unwrapped(text) : trimNul(text)
  } catch {
    return undefined
  }
}

function trimNul(text: string): string {
  return text.replace(/\0+$/, '')
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256
}
