import postcss, { type AtRule, type Declaration } from 'postcss'
import { css, type Feature, lackedBy, partOf, partsOf } from './features.ts'
import type { OldestBrowser } from './list.ts'

/** What a style sheet uses that a browser of the list lacks, and which do. */
export function lackingInStyles(text: string, browsers: readonly OldestBrowser[]): string[] {
  const found = new Set<string>()
  const note = (name: string, feature: Feature | undefined) => {
    const by = feature === undefined ? [] : lackedBy(feature, browsers)
    if (by.length > 0) found.add(`${name}: not in ${by.join(', ')}`)
  }
  const sheet = postcss.parse(text)
  sheet.walkRules((rule) => {
    for (const [, name = ''] of rule.selector.matchAll(/::?([\w-]+)/g)) {
      note(`:${name}`, partOf(css, 'selectors', name))
    }
    if (rule.parent?.type === 'rule') note('nested rules', partOf(css, 'selectors', 'nesting'))
  })
  sheet.walkAtRules((rule) => {
    note(`@${rule.name}`, partOf(css, 'at-rules', rule.name))
    for (const name of conditionsOf(rule)) note(name, partOf(css, 'at-rules', rule.name, name))
  })
  sheet.walkDecls((declaration) => {
    const { prop, value } = declaration
    const property = partOf(css, 'properties', prop)
    if (!isWithPrefix(declaration)) note(prop, property)
    const said = value.replace(/var\(--[\w-]+/g, '')
    for (const [, name = '', opening] of said.matchAll(/([a-z][\w-]*)(\()?/gi)) {
      if (opening === undefined) note(`${prop}: ${name}`, partOf(property, name))
      else for (const feature of functionsOf(name)) note(`${name}()`, feature)
    }
  })
  return [...found].sort()
}

/** Where a rule says the same with a prefix, it is heard by browsers that need one. */
function isWithPrefix({ prop, parent }: Declaration): boolean {
  const prefixed = new Set([`-webkit-${prop}`, `-moz-${prop}`])
  return parent?.some((node) => node.type === 'decl' && prefixed.has(node.prop)) === true
}

function conditionsOf({ params }: AtRule): string[] {
  const names = Array.from(params.matchAll(/\(\s*([\w-]+)/g), ([, name = '']) => name)
  return /[<>]/.test(params) ? [...names, 'range_syntax'] : names
}

/** A function of values stands among the types, or in the type that it gives: color.color-mix. */
function functionsOf(name: string): (Feature | undefined)[] {
  const types = partsOf(css.types ?? {})
  return [partOf(css.types, name), ...types.map(([, type]) => partOf(type, name))]
}
