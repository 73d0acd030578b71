import { defineConfig } from 'vitest/config';

/**
 * Three suites. `unit`: pure logic beside its subject, needs nothing. `action`: the shipped bundle as a
 * process. `act`: whole workflows on a real runner. `npm test` builds, then runs them in this order.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,actions,cli}/**/*.test.ts', 'test/layout.test.ts'],
          // only against a hang: a loaded machine takes several times as long as an idle one
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'action',
          include: ['test/*.test.ts', 'test/{hostile,harness}/**/*.test.ts'],
          exclude: ['test/layout.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: { name: 'act', include: ['test/act/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
      },
    ],
  },
});
