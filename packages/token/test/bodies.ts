const numbersRefused = [
  '',
  '03',
  '-1',
  '+1',
  '1e3',
  '1.5',
  ' 1',
  '1 ',
  'x',
  '1x',
  '1000000000000000',
]

/** Bodies under our own MAC that no version of ours has written: each number in turn, and the ends. */
export function bodiesLike(parts: readonly string[], numbers: readonly number[]): string[] {
  const plain = parts.join('.')
  return [
    ...numbers.flatMap((at) => numbersRefused.map((text) => parts.with(at, text).join('.'))),
    `${plain}.`,
    `.${plain}`,
    `${plain}.1`,
    `x.${plain}`,
    `${plain}\n`,
    parts.slice(1).join('.'),
    parts.slice(0, -1).join('.'),
    plain.replaceAll('.', '/'),
  ]
}

/** Random parts of this length that no version of ours has written. */
export function randomPartsLike(length: number): string[] {
  const rest = 'r'.repeat(length - 1)
  return ['', rest, `${rest}rr`, `+${rest}`, `${rest}+`, ` ${rest}`, `${rest}=`, `.${rest}`]
}

/** The greatest number that a body holds. */
export const greatest = '999999999999999'
