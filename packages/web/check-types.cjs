const { run } = require('vue-tsc')
run(require.resolve('typescript/lib/tsc'))
