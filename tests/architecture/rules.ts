// The rules over what sources import, use and declare. Each returns its violations as lines for a reader; none means that it holds.
import { posix } from "node:path";
import type { Fact, SourceFile } from "./source-facts.js";
import { ALLOWANCES, ISLANDS, LONG_FILES, LONGEST_FILE, NAMES_THAT_SAY_NOTHING, PACKAGES, REFUSED_USES } from "./tables.js";

export const SCOPE = "@stella-export/";

/** A package as its files on disk say it is. */
export interface PackageManifest {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Keys of `exports`: the doors. */
  readonly exports: readonly string[];
  /** Folder names of the packages that tsconfig.json refers to. */
  readonly references: readonly string[];
}

export type Manifests = Readonly<Record<string, PackageManifest>>;

/** Tests, and the fixtures that only tests import; what testkit is made of is its source. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || (path.endsWith("-fixture.ts") && packageOf(path) !== "testkit");
}

/** `packages/core/src/x.ts` → `core`. */
export function packageOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** `@scope/name/door` → `@scope/name`; `name/door` → `name`. */
function moduleOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

export function importViolations(file: SourceFile, manifests: Manifests): string[] {
  return file.imports.flatMap((fact) => {
    const found =
      islandViolation(file, fact) ?? (fact.name.startsWith(".") ? relativeViolation(file, fact) : moduleViolation(file, fact, manifests));
    return found === undefined ? [] : [`${file.path}:${fact.line} imports ${fact.name}: ${found}`];
  });
}

function islandViolation(file: SourceFile, fact: Fact): string | undefined {
  const island = isTest(file.path) ? undefined : Object.keys(ISLANDS).find((folder) => file.path.startsWith(folder));
  if (island === undefined || fact.name.startsWith("node:")) return undefined;
  const own = fact.name.startsWith(".") && posix.join(posix.dirname(file.path), fact.name).startsWith(island);
  return own ? undefined : ISLANDS[island];
}

function relativeViolation(file: SourceFile, fact: Fact): string | undefined {
  const name = packageOf(file.path);
  const target = posix.join(posix.dirname(file.path), fact.name);
  if (!target.startsWith(`packages/${name}/src/`)) return "another package is imported by its name, through a door of its exports";
  if (!isTest(file.path) && isTest(target.replace(/\.js$/, ".ts"))) return "fixtures serve tests only";
  const rule = PACKAGES[name];
  if (isTest(file.path) || rule === undefined || typeof rule.node !== "object") return undefined;
  const folder = `packages/${name}/${rule.node.below}`;
  return target.startsWith(folder) && !file.path.startsWith(folder) ? rule.reason : undefined;
}

function moduleViolation(file: SourceFile, fact: Fact, manifests: Manifests): string | undefined {
  const specifier = fact.name;
  if (specifier === "(computed)") return undefined; // a refused use
  if (specifier.startsWith(SCOPE)) return workspaceViolation(file, specifier, manifests);
  if (!specifier.startsWith("node:") || isTest(file.path)) return undefined;
  const rule = PACKAGES[packageOf(file.path)];
  if (rule === undefined || rule.node === "everywhere") return undefined;
  if (rule.node !== "nowhere" && file.path.startsWith(`packages/${packageOf(file.path)}/${rule.node.below}`)) return undefined;
  return rule.reason;
}

function workspaceViolation(file: SourceFile, specifier: string, manifests: Manifests): string | undefined {
  const target = moduleOf(specifier).slice(SCOPE.length);
  const doors = manifests[target]?.exports ?? [];
  if (!doors.includes(`.${specifier.slice(SCOPE.length + target.length)}`)) return `${SCOPE}${target} has no such door in its exports`;
  if (isTest(file.path)) return undefined;
  if (target === "testkit") return "testkit is imported by tests only";
  const rule = PACKAGES[packageOf(file.path)];
  if (rule === undefined) return "the package has no line in tests/architecture/tables.ts";
  return rule.imports.includes(target) || rule.imports.includes(specifier.slice(SCOPE.length)) ? undefined : rule.reason;
}

/** Dependencies are exactly what the sources import, development dependencies what only the package's tests import. */
export function dependencyViolations(
  name: string,
  files: readonly SourceFile[],
  manifest: PackageManifest,
  shared: readonly string[],
): string[] {
  const imported = (wanted: (path: string) => boolean): Set<string> => {
    const specifiers = files.filter((file) => wanted(file.path)).flatMap((file) => file.imports.map((fact) => fact.name));
    const modules = specifiers.filter((specifier) => !/^(\.|node:|\(computed\))/.test(specifier)).map(moduleOf);
    return new Set(modules.filter((module) => module !== manifest.name));
  };
  const bySources = imported((path) => !isTest(path));
  const byTests = imported(isTest);
  const here = `packages/${name}/package.json`;
  return [
    ...[...bySources]
      .filter((module) => !manifest.dependencies.includes(module))
      .map((module) => `${here}: dependencies lack ${module}, which a source imports`),
    ...manifest.dependencies
      .filter((module) => !bySources.has(module))
      .map((module) => `${here}: no source imports the dependency ${module}`),
    ...[...byTests]
      .filter((module) => ![...manifest.dependencies, ...manifest.devDependencies, ...shared].includes(module))
      .map((module) => `${here}: devDependencies lack ${module}, which a test imports`),
    ...manifest.devDependencies
      .filter((module) => !module.startsWith("@types/") && !byTests.has(module))
      .map((module) => `${here}: no test imports the development dependency ${module}`),
  ];
}

/** TypeScript's project references say the same as the dependencies. */
export function referenceViolations(name: string, manifest: PackageManifest): string[] {
  const wanted = manifest.dependencies.filter((module) => module.startsWith(SCOPE)).map((module) => module.slice(SCOPE.length));
  const here = `packages/${name}/tsconfig.json`;
  return [
    ...wanted.filter((target) => !manifest.references.includes(target)).map((target) => `${here}: references lack ../${target}`),
    ...manifest.references
      .filter((target) => !wanted.includes(target))
      .map((target) => `${here}: refers to ../${target}, which is no dependency`),
  ];
}

export function useViolations(file: SourceFile): string[] {
  if (isTest(file.path)) return [];
  return file.uses
    .filter((fact) => !ALLOWANCES.some((allowance) => allowance.use === fact.name && allowance.file.test(file.path)))
    .map((fact) => `${file.path}:${fact.line} uses ${fact.name}: ${REFUSED_USES[fact.name]}`);
}

export function shapeViolations(file: SourceFile): string[] {
  const stem = (segment: string): string => segment.replace(/\..*$/, "");
  const empty = file.path.split("/").find((segment) => NAMES_THAT_SAY_NOTHING.includes(stem(segment)));
  return [
    ...file.declarations.map((fact) => `${file.path}:${fact.line} has a ${fact.name}: named exports, unions and modules only`),
    ...(empty === undefined ? [] : [`${file.path}: the name ${empty} says nothing about what is inside`]),
    ...(isTest(file.path) || file.lines <= LONGEST_FILE || Object.hasOwn(LONG_FILES, file.path)
      ? []
      : [`${file.path}: ${file.lines} lines, more than ${LONGEST_FILE}: one idea, or two rooms?`]),
  ];
}
