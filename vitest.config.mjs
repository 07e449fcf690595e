import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Each package with a src folder is a vitest project of its own; one process runs them all, from source. */
const projects = ['libs', 'apps', 'tests'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => existsSync(`${folder}/${name}/src`))
    .map((name) => ({
      extends: true,
      test: {
        name: `${folder}/${name}`,
        root: `${folder}/${name}`,
        include: ['src/**/*.test.ts'],
      },
    })),
);

export default defineConfig({
  ssr: { resolve: { conditions: ['dlms-telemetry-source'] } },
  test: {
    // Starts RabbitMQ and its like where a test file that runs needs them.
    globalSetup: ['./tests/services/src/global-setup.ts'],
    // Tests over processes mostly wait for them.
    maxWorkers: Math.max(3, availableParallelism()),
    // A bound for what hangs, not for what is slow: the machine may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects,
    reporters: [process.stdout.isTTY ? 'default' : 'dot', './tools/closing-line-reporter.mjs'],
  },
});
