// Holds the architecture: reads every import and use in every source and compares them with the tables in architecture/tables.ts.
// The second half plants violations, so that a rule which no longer finds anything is found.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  dependencyViolations,
  importViolations,
  isTest,
  type Manifests,
  type PackageManifest,
  packageOf,
  referenceViolations,
  SCOPE,
  shapeViolations,
  useViolations,
} from "./architecture/rules.js";
import { readSource, type SourceFile } from "./architecture/source-facts.js";
import { ALLOWANCES, LONG_FILES, LONGEST_FILE, PACKAGES, PRESET_LINES } from "./architecture/tables.js";

const root = dirname(import.meta.dirname);
const names = readdirSync(join(root, "packages"));
const files = names.flatMap((name) => sourcesBelow(`packages/${name}/src`));
const manifests: Manifests = Object.fromEntries(names.map((name) => [name, readManifest(name)]));
const shared = Object.keys(readJson("package.json").devDependencies as object);

function sourcesBelow(folder: string): SourceFile[] {
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const paths = entries.map((entry) => `${folder}/${entry.replaceAll("\\", "/")}`).filter((path) => /\.[cm]?tsx?$/.test(path));
  return paths.map((path) => readSource(path, readFileSync(join(root, path), "utf8")));
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as Record<string, unknown>;
}

function readManifest(name: string): PackageManifest {
  const manifest = readJson(`packages/${name}/package.json`);
  const keys = (value: unknown): string[] => Object.keys(value ?? {});
  const references = (readJson(`packages/${name}/tsconfig.json`).references ?? []) as { path: string }[];
  return {
    name: manifest.name as string,
    dependencies: keys(manifest.dependencies),
    devDependencies: keys(manifest.devDependencies),
    exports: keys(manifest.exports),
    references: references.map(({ path }) => path.replace(/^\.\.\//, "")),
  };
}

describe("the tree", () => {
  test("every package has a line in the table, and every line a package", () => {
    expect(Object.keys(PACKAGES).toSorted()).toEqual(names.toSorted());
  });

  test("imports follow the table", () => {
    expect(files.flatMap((file) => importViolations(file, manifests))).toEqual([]);
  });

  test("package.json and tsconfig.json say what the sources import", () => {
    const of = (name: string) => files.filter((file) => packageOf(file.path) === name);
    expect(names.flatMap((name) => dependencyViolations(name, of(name), manifests[name] as PackageManifest, shared))).toEqual([]);
    expect(names.flatMap((name) => referenceViolations(name, manifests[name] as PackageManifest))).toEqual([]);
  });

  test("clock, chance, environment, locale and unnamed order stay in their own files", () => {
    expect(files.flatMap((file) => useViolations(file))).toEqual([]);
  });

  test("names, exports and sizes are in order", () => {
    expect([...files, ...sourcesBelow("tests")].flatMap((file) => shapeViolations(file))).toEqual([]);
    const preset = files.filter((file) => packageOf(file.path) === "preset" && !isTest(file.path));
    expect(preset.reduce((sum, file) => sum + file.lines, 0)).toBeLessThanOrEqual(PRESET_LINES);
  });

  test("the packages have one version, which is the one in manifests", () => {
    const inManifests = /TOOL_VERSION = "(.*)"/.exec(readFileSync(join(root, "packages/core/src/version.ts"), "utf8"))?.[1];
    expect(names.map((name) => readJson(`packages/${name}/package.json`).version)).toEqual(names.map(() => inManifests));
  });

  test("every exception is still needed", () => {
    const unused = ALLOWANCES.filter(
      ({ file, use }) => !files.some(({ path, uses }) => file.test(path) && uses.some(({ name }) => name === use)),
    );
    expect(unused.map(({ file, use }) => `${file} no longer uses ${use}`)).toEqual([]);
    expect(Object.keys(LONG_FILES).filter((path) => !files.some((file) => file.path === path && file.lines > LONGEST_FILE))).toEqual([]);
  });
});

describe("the rules find what is planted", () => {
  const doors: Manifests = Object.fromEntries(
    Object.entries(PACKAGES).map(([name, { imports }]) => {
      const references = imports.map((target) => target.replace(/\/.*/, ""));
      const dependencies = references.map((target) => SCOPE + target);
      return [name, { name: SCOPE + name, dependencies, devDependencies: [], exports: [".", "./node", "./tools"], references }];
    }),
  );

  const IMPORTS: readonly (readonly [string, string, boolean])[] = [
    ["packages/core/src/x.ts", 'import { readFile } from "node:fs/promises";', true],
    ["packages/core/src/x.ts", 'import type { Stats } from "node:fs";', true],
    ["packages/core/src/x.ts", 'export * from "node:fs";', true],
    ["packages/core/src/x.ts", 'const fs = await import("node:fs");', true],
    ["packages/core/src/x.ts", 'type S = import("node:fs").Stats;', true],
    ["packages/core/src/x.ts", 'const fs = require("node:fs");', true],
    ["packages/core/src/x.ts", 'import fs = require("node:fs");', true],
    ["packages/core/src/x.ts", 'import { run } from "./node/run.js";', true],
    ["packages/core/src/a/x.ts", 'import { run } from "../node/run.js";', true],
    ["packages/core/src/x.ts", 'import { osv } from "@stella-export/formats";', true],
    ["packages/core/src/node/x.ts", 'import { readFile } from "node:fs/promises";', false],
    ["packages/core/src/x.test.ts", 'import { readFile } from "node:fs/promises";', false],
    ["packages/formats/src/x.ts", 'import { readFile } from "node:fs/promises";', true],
    ["packages/formats/src/x.ts", 'import { KINDS } from "@stella-export/core";', false],
    ["packages/formats/src/x.ts", 'import { KINDS } from "@stella-export/core/dist/records/kinds.js";', true],
    ["packages/formats/src/x.ts", 'import { KINDS } from "../../core/src/records/kinds.js";', true],
    ["packages/adapter-json/src/x.ts", 'import { read } from "@stella-export/source-files";', true],
    ["packages/adapter-json/src/x.ts", 'import { suite } from "@stella-export/testkit";', true],
    ["packages/adapter-json/src/x.test.ts", 'import { suite } from "@stella-export/testkit";', false],
    ["packages/cli/src/x.ts", 'import { json } from "@stella-export/adapter-json";', true],
    ["packages/cli/src/x.ts", 'import { trivyDb } from "@stella-export/adapter-trivy";', true],
    ["packages/cli/src/x.ts", 'import { dumpDatabase } from "@stella-export/adapter-trivy/tools";', false],
    ["packages/cli/src/x.ts", 'import { preset } from "@stella-export/preset";', false],
    ["packages/core/src/x.ts", 'import { forged } from "./tar/archive-fixture.js";', true],
    ["packages/core/src/x-fixture.ts", 'import { readFile } from "node:fs/promises";', false],
    ["packages/testkit/src/x.ts", 'import { blob } from "./blob-fixture.js";', false],
    ["packages/adapter-trivy/src/bolt/x.ts", 'import { KINDS } from "@stella-export/core";', true],
    ["packages/adapter-trivy/src/bolt/x.ts", 'import { toDatabaseError } from "../tools/database-error.js";', true],
    ["packages/adapter-trivy/src/bolt/x.ts", 'import { BoltError } from "./bolt-error.js";', false],
    ["packages/adapter-trivy/src/bolt/x.ts", 'import { openSync } from "node:fs";', false],
    ["packages/adapter-trivy/src/x.ts", 'import { BoltError } from "./bolt/bolt-error.js";', false],
    ["packages/stranger/src/x.ts", 'import { KINDS } from "@stella-export/core";', true],
  ];
  test.each(IMPORTS)("%s: %s", (path, text, refused) => {
    expect(importViolations(readSource(path, text), doors)).toHaveLength(refused ? 1 : 0);
  });

  const USES: readonly (readonly [string, string])[] = [
    ["const m = await import(name);", "computed import"],
    ["const m = require(name);", "computed import"],
    ["const t = Date.now();", "Date.now"],
    ['const t = Date["now"]();', "Date.now"],
    ["const t = globalThis.Date?.now();", "Date.now"],
    ["const { now } = Date;", "Date.now"],
    ["const t = new Date();", "new Date()"],
    ["const t = new globalThis.Date;", "new Date()"],
    ["const t = Date();", "new Date()"],
    ["const t = new Date(0);", ""],
    ["const n = Math.random();", "Math.random"],
    ["const n = crypto.randomUUID();", "randomness"],
    ['import { randomBytes as r } from "node:crypto";', "randomness"],
    ["const h = process.env.HOME;", "process.env"],
    ['import { env as e } from "node:process";', "process.env"],
    ["const { env } = process;", "process.env"],
    ["const t = process.hrtime.bigint();", "process.hrtime"],
    ["const t = performance.now();", "performance"],
    ["list.sort((a, b) => a.localeCompare(b));", "locale"],
    ["const s = n.toLocaleString();", "locale"],
    ["const f = new Intl.NumberFormat();", "locale"],
    ["list.sort();", "sort without comparator"],
    ["const l = list?.toSorted();", "sort without comparator"],
    ["list.sort(compareUtf8);", ""],
  ];
  test.each(USES)("%s", (text, use) => {
    const path = "packages/core/src/x.ts";
    const found = useViolations(readSource(path, text));
    if (use === "") expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(`${path}:1 uses ${use}: `)]);
    expect(useViolations(readSource("packages/core/src/x.test.ts", text))).toEqual([]);
  });

  test("an allowance holds for its file and its use only", () => {
    expect(useViolations(readSource("packages/core/src/clock.ts", "const t = Date.now();"))).toEqual([]);
    expect(useViolations(readSource("packages/core/src/clock.ts", "const n = Math.random();"))).toHaveLength(1);
    expect(useViolations(readSource("packages/cli/src/clock.ts", "const t = Date.now();"))).toHaveLength(1);
  });

  const SHAPES: readonly (readonly [string, string])[] = [
    ["packages/core/src/x.ts", "export default 1;"],
    ["packages/core/src/x.ts", "const a = 1; export { a as default };"],
    ["packages/core/src/x.ts", "export enum A { B }"],
    ["packages/core/src/x.ts", "export namespace A { export const b = 1; }"],
    ["packages/core/src/utils.ts", ""],
    ["packages/core/src/common/x.ts", ""],
    ["packages/core/src/helpers.test.ts", ""],
    ["packages/core/src/x.ts", "\n".repeat(LONGEST_FILE + 1)],
  ];
  test.each(SHAPES)("%s: %j", (path, text) => {
    expect(shapeViolations(readSource(path, text))).toHaveLength(1);
  });

  test("dependencies and references that are missing or idle", () => {
    const manifest: PackageManifest = {
      name: "@stella-export/cli",
      dependencies: ["@stella-export/core", "idle"],
      devDependencies: ["idle-too", "@types/idle"],
      exports: [],
      references: ["formats"],
    };
    const source = readSource(
      "packages/cli/src/x.ts",
      'import "yaml"; import { a } from "@scope/name/door"; import "node:fs"; import "./y.js";',
    );
    const tests = readSource("packages/cli/src/x.test.ts", 'import "vitest"; import "unlisted"; import "yaml";');
    const found = dependencyViolations("cli", [source, tests], manifest, ["vitest"]);
    expect(found.map((line) => line.replace(/^.*?: /, ""))).toEqual([
      "dependencies lack yaml, which a source imports",
      "dependencies lack @scope/name, which a source imports",
      "no source imports the dependency @stella-export/core",
      "no source imports the dependency idle",
      "devDependencies lack unlisted, which a test imports",
      "devDependencies lack yaml, which a test imports",
      "no test imports the development dependency idle-too",
    ]);
    expect(referenceViolations("cli", manifest)).toEqual([
      "packages/cli/tsconfig.json: references lack ../core",
      "packages/cli/tsconfig.json: refers to ../formats, which is no dependency",
    ]);
  });
});
