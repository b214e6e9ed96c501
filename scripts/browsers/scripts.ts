import { Linter, type Rule, type SourceCode } from 'eslint'
import type { MemberExpression } from 'estree'
import { type Feature, lackedBy } from './features.ts'
import type { OldestBrowser } from './list.ts'
import { meaningsOfGlobal, meaningsOfMethod, meaningsOfProperty } from './meanings.ts'
import { syntaxOf } from './syntax.ts'

const globals = new Set(['window', 'self', 'globalThis'])

/**
 * What a script uses that a browser of the list lacks, and which do: syntax, and what it calls
 * without asking first whether it is there.
 */
export function lackingInScript(code: string, browsers: readonly OldestBrowser[]): string[] {
  const found = new Set<string>()
  const used: Use = (name, meanings) => {
    const lacked = meanings.map((meaning) => lackedBy(meaning, browsers))
    // A name that may mean something that all of them have is not held against anybody.
    if (lacked.length === 0 || lacked.some((by) => by.length === 0)) return
    found.add(`${name}: not in ${lacked[0]?.join(', ')}`)
  }
  const isLacked = (type: Feature) => lackedBy(type, browsers).length > 0
  const rule: Rule.RuleModule = { create: ({ sourceCode }) => uses(sourceCode, used, isLacked) }
  const messages = new Linter().verify(code, {
    plugins: { browsers: { rules: { uses: rule } } },
    rules: { 'browsers/uses': 'error' },
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
    linterOptions: { noInlineConfig: true },
  })
  for (const { fatal, message, line } of messages) {
    if (fatal === true) found.add(`line ${line}: ${message}`)
  }
  return [...found].sort()
}

type Use = (name: string, meanings: readonly Feature[]) => void

function uses(
  sourceCode: SourceCode,
  used: Use,
  isLacked: (type: Feature) => boolean,
): Rule.RuleListener {
  const { through = [], variables = [] } = sourceCode.scopeManager.globalScope ?? {}
  const undeclared = variables.filter(({ defs }) => defs.length === 0)
  const outside = [...through, ...undeclared.flatMap(({ references }) => references)]
  const isGlobal = new Set<unknown>(outside.map(({ identifier }) => identifier))
  return {
    Identifier(node) {
      if (!isGlobal.has(node) || isAsked(sourceCode, node, node.name)) return
      used(node.name, meaningsOfGlobal(node.name))
    },
    MemberExpression(node) {
      const { object } = node
      const name = nameOf(node)
      if (name === undefined || isReadAlone(node) || isAsked(sourceCode, node, name)) return
      if (object.type === 'Identifier' && isGlobal.has(object)) {
        if (globals.has(object.name)) return used(name, meaningsOfGlobal(name))
        const meanings = meaningsOfProperty(object.name, name)
        if (meanings !== undefined) return used(`${object.name}.${name}`, meanings)
      }
      if (isCallee(node)) used(`.${name}()`, meaningsOfMethod(name, isLacked))
    },
    '*'(node: Rule.Node) {
      for (const [name, feature] of syntaxOf(node)) used(name, [feature])
    },
  }
}

function nameOf({ computed, property }: MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'Literal' ? String(property.value) : undefined
}

function isCallee(node: Rule.Node): boolean {
  const { parent } = node
  const isCall = parent?.type === 'CallExpression' || parent?.type === 'NewExpression'
  return isCall && parent.callee === node
}

/** Whoever reads what is not there gets undefined; only to use that is a fault. */
function isReadAlone(node: Rule.Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.object !== node || parent.optional
  return !isCallee(node) || (parent?.type === 'CallExpression' && parent.optional)
}

/**
 * Whether it is asked first, in a condition around the use or anywhere in a function around it; or
 * is a wrapper of the same name, which nobody calls who has not got it.
 */
function isAsked(sourceCode: SourceCode, use: Rule.Node, name: string): boolean {
  const { parent } = use
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return true
  const question = questionAfter(name)
  for (let node = parent; node !== null; node = node.parent) {
    const isWrapper = node.type === 'Property' && sourceCode.getText(node.key) === name
    if (isWrapper && node !== parent) return true
    const mayAsk = /Function|^(If|Conditional|Logical)/.test(node.type)
    if (mayAsk && question.test(sourceCode.getText(node))) return true
  }
  return false
}

/** What a script says that asks whether there is something of this name. */
function questionAfter(name: string): RegExp {
  const word = `(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`
  return new RegExp(
    [
      `typeof [\\w.$]*${word}`,
      `["'\`]${word}["'\`] ?in `,
      `${word}\\s*(&&|\\|\\||\\?)`,
      `(if ?\\(|!)[\\w.$]*${word}\\s*[)&|?]`,
    ].join('|'),
  )
}
