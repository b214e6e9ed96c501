import type { Read } from './readers.ts'

/** Milliseconds of a unit, under every name it is written with. */
const units: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, 'ms', 'msec', 'millisecond', 'milliseconds'],
      [1000, 's', 'sec', 'secs', 'second', 'seconds'],
      [60_000, 'm', 'min', 'mins', 'minute', 'minutes'],
      [3_600_000, 'h', 'hr', 'hrs', 'hour', 'hours'],
      [86_400_000, 'd', 'day', 'days'],
      [604_800_000, 'w', 'week', 'weeks'],
    ] as const
  ).flatMap(([milliseconds, ...names]) => names.map((name) => [name, milliseconds] as const)),
)

const unitsAsked = {
  milliseconds: { each: 1, example: '500 or 2s' },
  seconds: { each: 1000, example: '3600 or 1h' },
  days: { each: 86_400_000, example: '30 or 4w' },
} as const

/** A number in the unit asked for, or a time with its units such as `1h`, `1h30m`, `7 days`. */
export function duration(unit: keyof typeof unitsAsked, least: number, most: number): Read<number> {
  const { each, example } = unitsAsked[unit]
  return (given) => {
    const milliseconds = /^[0-9]{1,12}$/.test(given) ? Number(given) * each : timeOf(given)
    const value = milliseconds / each
    return Number.isInteger(value) && value >= least && value <= most
      ? { value }
      : `has to be a whole number of ${unit} from ${least} to ${most}, e.g. ${example}`
  }
}

function timeOf(given: string): number {
  const text = given.toLowerCase()
  if (!/^(?:[0-9]{1,9} ?[a-z]+ ?)+$/.test(text)) return Number.NaN
  let milliseconds = 0
  for (const [, count, unit = ''] of text.matchAll(/([0-9]+) ?([a-z]+)/g)) {
    milliseconds += Number(count) * (units.get(unit) ?? Number.NaN)
  }
  return milliseconds
}
