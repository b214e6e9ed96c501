import { defineConfig } from 'vitest/config'

/** Tests of other rooms that look at built pages. */
const withPages = [
  'packages/sdk/test/browser.test.ts',
  'packages/sdk/test/example-vue-spa.test.ts',
  'packages/server/test/branding.test.ts',
  'packages/server/test/pages.test.ts',
]

const startPostgres = './scripts/start-postgres.ts'
const buildProgram = './scripts/build-program.ts'
const buildPages = './scripts/build-pages.ts'

export default defineConfig({
  resolve: { conditions: ['@ztoken/source'] },
  ssr: { resolve: { conditions: ['@ztoken/source', 'node'] } },
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves one processor to itself; tests that wait for a process leave them all.
    maxWorkers: '100%',
    isolate: false,
    // On a machine of CI a test that fails runs once more; who needed that is named at the end (decision 85).
    retry: process.env.CI === 'true' ? 1 : 0,
    projects: [
      project('unit', ['packages/{token,core,guard,sdk}', 'scripts'], []),
      project('stores', ['packages/stores'], [buildProgram, startPostgres]),
      project('server', ['packages/server'], [buildProgram, startPostgres]),
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['packages/web/test/**/*.test.ts', ...withPages],
          globalSetup: [buildPages],
          // What a page does takes what the machine gives it; a promise that is kept ends the wait.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      // What runs in a browser is tested there.
      exclude: ['packages/web/**'],
      reporter: ['text', 'json-summary'],
      reportOnFailure: true,
      thresholds: {
        'packages/token/src/**': { branches: 95 },
        'packages/core/src/**': { branches: 95 },
      },
    },
  },
})

/** The tests of these rooms, and what is started for them once. */
function project(name: string, rooms: readonly string[], globalSetup: string[]) {
  const include = rooms.map((room) => `${room}/test/**/*.test.ts`)
  return { extends: true as const, test: { name, include, exclude: withPages, globalSetup } }
}
