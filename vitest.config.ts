// Where the tests are and how long one may take. The packages' tests run on their sources; packages see each other through dist.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Continuous integration counts the tests from this file (tools/ci-suites.mjs).
const report = process.env.STELLA_VITEST_JSON;
// Bombs, mutations and sweeps take as long as all else together: .ci/run runs them, npm test stays short.
const long = process.env.STELLA_REQUIRE_ALL === "1" ? [] : ["**/*.long.test.ts"];

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", ...long],
    maxWorkers: availableParallelism(), // by default one less: of two cores, one would do nothing
    pool: "forks", // faster here than threads, and a test may change its umask or folder
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
