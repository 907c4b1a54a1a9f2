// What a package publishes: all of its dist and nothing else but testkit's vectors, so nothing of the tests may be built into it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const PACKAGES = join(import.meta.dirname, "..", "packages");
/** What others may run their verifiers over. */
const MORE: Readonly<Record<string, readonly string[]>> = { testkit: ["vectors"] };
const OF_TESTS = /(?:-fixture|\.test)\./;

test.each(readdirSync(PACKAGES))("%s publishes its dist without tests or fixtures", (name) => {
  const { files } = JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8")) as { files: string[] };
  expect(files.filter((pattern) => !pattern.startsWith("!"))).toEqual(["dist", ...(MORE[name] ?? [])]);
  const built = readdirSync(join(PACKAGES, name, "dist"), { recursive: true, encoding: "utf8" });
  expect(built.some((path) => path.endsWith(".js"))).toBe(true);
  expect(built.filter((path) => OF_TESTS.test(path))).toEqual([]);
});
