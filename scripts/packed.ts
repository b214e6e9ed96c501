/** What a published package is made of; whatever is added has to be added here (attack A234). */
const mayBePacked: readonly RegExp[] = [
  /^(package\.json|LICENSE|README(\.zh-CN)?\.md|openapi\.json)$/,
  /^src\/([a-z0-9-]+\/)*[a-z0-9-]+\.(ts|mjs)$/,
  // Maps lead to the sources beside them and hold none.
  /^dist\/([a-z0-9-]+\/)*[a-z0-9-]+\.(js|mjs|d\.c?ts)(\.map)?$/,
  /^bin\/ztoken\.js$/,
  /^pages\/(index\.html|icon\.svg)$/,
  /^pages\/assets\/[\w-]+(\.[\w-]+)*\.(js|css)(\.(br|gz))?$/,
]

const notOurs = /(^|\/)(test|tests|fixtures|coverage|data)\//

/** In: the paths in a package. Out: those that have no business in it. */
export function strayAmong(paths: readonly string[]): string[] {
  return paths.filter((path) => notOurs.test(path) || !mayBePacked.some((form) => form.test(path)))
}
