import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Project, ts } from 'ts-morph'

/** What users import: the published packages whose doors are documented where an editor shows them. */
const packages = ['server', 'sdk']

/**
 * What an editor would show nothing for: an exported function, class, type or member of a public
 * interface without a doc comment; a verb that can reject and does not say by which codes; and a
 * package without an example at its first door. Out: e.g. `ztoken: Ztoken.login has no @throws`.
 */
export function undocumented(root: string): string[] {
  return packages.flatMap((name) => faultsOfPackage(root, name).map((fault) => `${name}: ${fault}`))
}

function faultsOfPackage(root: string, name: string): string[] {
  const project = new Project({
    tsConfigFilePath: join(root, 'tsconfig.base.json'),
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { customConditions: ['@ztoken/source'], noEmit: true, composite: false },
  })
  const doors = doorsOf(join(root, 'packages', name))
  project.addSourceFilesAtPaths(doors)
  const program = project.getProgram().compilerObject
  const checker = program.getTypeChecker()
  const symbols = doors.flatMap((door) => exportsOf(door, program, checker))
  const isExplained = symbols
    .flatMap((symbol) => [symbol, ...membersOf(checker, symbol)])
    .some((one) => hasTag(one, checker, 'example'))
  const faults = symbols.flatMap((symbol) => faultsOf(checker, symbol))
  return [...new Set(faults), ...(isExplained ? [] : ['no door has an @example'])]
}

function exportsOf(door: string, program: ts.Program, checker: ts.TypeChecker): ts.Symbol[] {
  const source = program.getSourceFile(door)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${door} exports nothing`)
  return checker.getExportsOfModule(module).map((exported) => ofAlias(checker, exported))
}

function doorsOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { '@ztoken/source': string }>
  }
  return Object.values(exports).map((door) => resolve(folder, door['@ztoken/source']))
}

function faultsOf(checker: ts.TypeChecker, symbol: ts.Symbol): string[] {
  const faults: string[] = []
  const name = symbol.getName()
  const isCode = (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0
  if (isCode && !isDocumented(symbol, checker)) faults.push(`${name} has no doc comment`)
  for (const member of membersOf(checker, symbol)) {
    const label = `${name}.${member.getName()}`
    if (!isVerb(checker, member)) continue
    if (!isDocumented(member, checker)) faults.push(`${label} has no doc comment`)
    else if (canReject(checker, member) && !saysHowItFails(member, checker)) {
      faults.push(`${label} has no @throws`)
    }
  }
  return faults
}

/** The members of an interface of ours: what is inherited counts, what the language gives does not. */
function membersOf(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol[] {
  if ((symbol.flags & ts.SymbolFlags.Interface) === 0) return []
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    .filter((member) =>
      member.declarations?.some(({ parent }) =>
        /\/packages\//.test(parent.getSourceFile().fileName),
      ),
    )
}

function signatureOf(checker: ts.TypeChecker, member: ts.Symbol): ts.Signature | undefined {
  const [declaration] = member.declarations ?? []
  if (declaration === undefined) return undefined
  return checker.getTypeOfSymbolAtLocation(member, declaration).getCallSignatures()[0]
}

function isVerb(checker: ts.TypeChecker, member: ts.Symbol): boolean {
  return (
    member.declarations?.some(ts.isMethodSignature) === true &&
    signatureOf(checker, member) !== undefined
  )
}

/** What ends a thing is not asked whether it worked. */
function canReject(checker: ts.TypeChecker, member: ts.Symbol): boolean {
  const signature = signatureOf(checker, member)
  return (
    member.getName() !== 'close' &&
    signature !== undefined &&
    /^Promise</.test(checker.typeToString(signature.getReturnType()))
  )
}

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return symbol.getDocumentationComment(checker).length > 0
}

/** By a tag, or in a sentence: "never rejects" counts. */
function saysHowItFails(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker))
  return hasTag(symbol, checker, 'throws') || /\b(throws|rejects)\b/i.test(text)
}

function hasTag(symbol: ts.Symbol, checker: ts.TypeChecker, name: string): boolean {
  return symbol.getJsDocTags(checker).some((tag) => tag.name === name)
}

function ofAlias(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

const faults = undocumented(resolve(process.argv[2] ?? '.'))
for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? 'verbs: all documented' : `verbs: ${faults.length} undocumented`)
if (faults.length > 0) process.exitCode = 1
