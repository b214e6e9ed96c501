import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@ztoken/source'] },
  ssr: { resolve: { conditions: ['@ztoken/source', 'node'] } },
  test: {
    globalSetup: ['./scripts/start-postgres.ts', './scripts/build-pages.ts'],
    include: ['packages/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    reporters: ['default', './scripts/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      // What runs in a browser is tested there.
      exclude: ['packages/web/**'],
      reporter: ['text', 'json-summary'],
      thresholds: {
        'packages/token/src/**': { branches: 95 },
        'packages/core/src/**': { branches: 95 },
      },
    },
  },
})
