import type { Node } from 'estree'
import { type Feature, javascript, partOf } from './features.ts'

/** The newer syntax that stands in a node: its name in the data of MDN, and what they say of it. */
export function syntaxOf(node: Node): [name: string, feature: Feature][] {
  return namesOf(node).map((name) => {
    const feature = partOf(javascript, ...name.split('.'))
    if (feature === undefined) throw new Error(`the data of MDN have no javascript.${name}`)
    return [name, feature]
  })
}

function namesOf(node: Node): readonly string[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return assignments[node.operator] ?? []
    case 'BinaryExpression':
      return node.left.type === 'PrivateIdentifier' ? ['classes.private_class_fields_in'] : []
    case 'CatchClause':
      return node.param === null ? ['statements.try_catch.optional_catch_binding'] : []
    case 'ChainExpression':
      return ['operators.optional_chaining']
    case 'ExportAllDeclaration':
      return node.exported === null ? [] : ['statements.export.namespace']
    case 'ForOfStatement':
      return node.await ? ['statements.for_await_of'] : []
    case 'ImportExpression':
      return ['operators.import']
    case 'Literal':
      if ('bigint' in node) return ['builtins.BigInt']
      if ('regex' in node) return inPattern(node.regex.pattern, node.regex.flags)
      return node.raw?.includes('_') === true && typeof node.value === 'number'
        ? ['grammar.numeric_separators']
        : []
    case 'LogicalExpression':
      return node.operator === '??' ? ['operators.nullish_coalescing'] : []
    case 'MetaProperty':
      return node.meta.name === 'import' ? ['operators.import_meta'] : []
    case 'MethodDefinition':
      return node.key.type === 'PrivateIdentifier' ? ['classes.private_class_methods'] : []
    case 'NewExpression':
      return ofConstructor(node.callee, node.arguments)
    case 'PropertyDefinition':
      return node.key.type === 'PrivateIdentifier'
        ? ['classes.private_class_fields']
        : ['classes.public_class_fields']
    case 'StaticBlock':
      return ['classes.static.initialization_blocks']
    case 'VariableDeclaration':
      return node.kind === 'using' || node.kind === 'await using' ? ['statements.using'] : []
    default:
      return []
  }
}

const assignments: Readonly<Record<string, readonly string[]>> = {
  '&&=': ['operators.logical_and_assignment'],
  '||=': ['operators.logical_or_assignment'],
  '??=': ['operators.nullish_coalescing_assignment'],
}

/** An expression may be made of texts as well: where they stand there, they are read. */
function ofConstructor(callee: Node, given: readonly Node[]): string[] {
  if (callee.type !== 'Identifier' || callee.name !== 'RegExp') return []
  const [pattern = '', flags = ''] = given.map((one) =>
    one.type === 'Literal' ? String(one.value) : '',
  )
  return inPattern(pattern, flags)
}

function inPattern(pattern: string, flags: string): string[] {
  const names: string[] = []
  if (/\(\?<[=!]/.test(pattern)) names.push('regular_expressions.lookbehind_assertion')
  if (/\(\?<[^=!]/.test(pattern)) names.push('regular_expressions.named_capturing_group')
  if (/\(\?[ims-]+:/.test(pattern)) names.push('regular_expressions.modifier')
  if (/\\[pP]\{/.test(pattern)) names.push('regular_expressions.unicode_character_class_escape')
  if (flags.includes('d')) names.push('builtins.RegExp.hasIndices')
  if (flags.includes('s')) names.push('builtins.RegExp.dotAll')
  if (flags.includes('v')) names.push('builtins.RegExp.unicodeSets')
  return names
}
