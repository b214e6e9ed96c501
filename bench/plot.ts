/**
 * Draws `docs/growth.svg` from `bench/results/growth.jsonl`: a panel for each database, milliseconds
 * against people, both by tens. `npm run plot:growth`
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Line {
  readonly database: string
  readonly size: number
  readonly figures: Readonly<Record<string, number>>
}

const drawn = [
  ...['login', 'refresh', 'logout', 'the user, not known', 'guard, a thousand times'],
  ...['users, the first page', 'search by phone', 'search by name', 'audit of a day'],
]
const colours = [
  ...['#4e79a7', '#f28e2b', '#e15759', '#76b7b2', '#59a14f'],
  ...['#b07aa1', '#9c755f', '#d37295', '#6b6b6b'],
]
const panel = { left: 60, top: 40, width: 380, height: 260 }
const lowest = -3
const highest = 3

const root = join(import.meta.dirname, '..')
const lines = readFileSync(join(root, 'bench/results/growth.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
const databases = [...new Set(lines.map(({ database }) => database))]
const sizes = [...new Set(lines.map(({ size }) => size))].sort((one, other) => one - other)
const [fewest = 1, most = 1] = [sizes[0], sizes.at(-1)]

const across = (size: number): number =>
  (Math.log10(size / fewest) / Math.log10(most / fewest)) * panel.width
const down = (milliseconds: number): number =>
  panel.height * (1 - (Math.log10(milliseconds) - lowest) / (highest - lowest))

function axes(): string[] {
  const rows = Array.from({ length: highest - lowest + 1 }, (_, n) => lowest + n)
  return [
    ...rows.map((power) => {
      const y = down(10 ** power).toFixed(1)
      return `<path class="grid" d="M0 ${y}h${panel.width}"/><text class="tick" x="-8" y="${y}" dy="4" text-anchor="end">${10 ** power}</text>`
    }),
    ...sizes.map(
      (size) =>
        `<text class="tick" x="${across(size).toFixed(1)}" y="${panel.height + 18}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
    ),
  ]
}

function curve(database: string, name: string, colour: string): string {
  const points = lines
    .filter((line) => line.database === database && line.figures[name] !== undefined)
    .sort((one, other) => one.size - other.size)
    .map(
      ({ size, figures }) =>
        `${across(size).toFixed(1)},${down(figures[name] as number).toFixed(1)}`,
    )
  return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>`
}

const names: Readonly<Record<string, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' }
const panels = databases.map((database, at) => {
  const x = panel.left + at * (panel.width + 80)
  const curves = drawn.map((name, n) => curve(database, name, colours[n] as string))
  const title = `<text class="title" x="0" y="-14">${names[database] ?? database}, milliseconds by people</text>`
  return `<g transform="translate(${x} ${panel.top})">${[title, ...axes(), ...curves].join('\n')}</g>`
})
const legend = drawn.map((name, n) => {
  const x = panel.left + (n % 5) * 170
  const y = panel.top + panel.height + 50 + Math.floor(n / 5) * 22
  return `<path stroke="${colours[n]}" stroke-width="3" d="M${x} ${y}h18"/><text class="tick" x="${x + 24}" y="${y + 4}">${name}</text>`
})
const width = panel.left + databases.length * (panel.width + 80)
const height = panel.top + panel.height + 100
writeFileSync(
  join(root, 'docs/growth.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Milliseconds by number of people">
<style>text{font:12px sans-serif;fill:#333}.title{font-weight:bold}.grid{stroke:#ddd}rect{fill:#fff}</style>
<rect width="100%" height="100%"/>
${[...panels, ...legend].join('\n')}
</svg>
`,
)
