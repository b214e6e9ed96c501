import { escaped } from './html.ts'

const placeForm = /\{\{([^{}]*)\}\}/g

/** What a template is filled with, by the names of its places. */
export type Values<Place extends string> = Readonly<Record<Place, string>>

/** The names of the places in a template, as often as they stand there. */
export function placesIn(template: string): string[] {
  return [...template.matchAll(placeForm)].map(([, place = '']) => place.trim())
}

/** A text with its places filled. Whatever a value holds, it begins no line of its own (attack A312). */
export function filledText<Place extends string>(template: string, values: Values<Place>): string {
  return filled(template, values, String)
}

/** The same for HTML, of which no value is a part. */
export function filledHtml<Place extends string>(template: string, values: Values<Place>): string {
  return filled(template, values, escaped)
}

function filled<Place extends string>(
  template: string,
  values: Values<Place>,
  written: (value: string) => string,
): string {
  return template.replace(placeForm, (_, place: string) =>
    written(values[place.trim() as Place].replace(/\p{C}/gu, ' ')),
  )
}

/** A template without its lines whose places are all empty, e.g. of a link that there is none. */
export function withoutEmptyLines<Place extends string>(
  template: string,
  values: Values<Place>,
): string {
  const isWanted = (line: string): boolean => {
    const places = placesIn(line)
    return places.length === 0 || places.some((place) => values[place as Place] !== '')
  }
  return template.split('\n').filter(isWanted).join('\n')
}
