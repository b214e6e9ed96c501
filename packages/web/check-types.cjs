/**
 * Components are checked by the TypeScript that has an API in JavaScript; the rest of the house is
 * checked by the next one, which has none.
 */
const { run } = require('vue-tsc')

run(require.resolve('typescript/lib/tsc'))
