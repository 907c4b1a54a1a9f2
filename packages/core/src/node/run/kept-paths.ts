// What the output of a run leaves as it is: what --force must not take away, being what the run is made of or where the user is, and what must
// not come to hold it.
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";

/** Something that the output of a run does not take the place of. */
export interface KeptPath {
  /** As the user knows it: `--key`. */
  readonly name: string;
  /** Nothing need be there. */
  readonly path: string;
  /** What may be replaced all the same: `itself`, as the bundle before this one, or what is `inside`. */
  readonly mayReplace?: "itself" | "inside" | undefined;
}

/** What every bundle has in its folder. */
const OF_A_BUNDLE = ["export.json", "provenance.json"];

/** Why what is at `out` may not be replaced; `undefined` where it may. Links are followed, but for one at `out` itself: that alone would go. */
export function whyKept(out: string, kept: readonly KeptPath[]): string | undefined {
  const [place] = placesOf(out);
  if (place === undefined) return undefined;
  for (const { name, path, mayReplace } of [...kept, ...whereTheUserIs()]) {
    for (const each of placesOf(path)) {
      if (each === place && mayReplace !== "itself") return `it is ${name}`;
      if (isIn(place, each)) return `${name} is in it`;
      if (isIn(each, place) && mayReplace !== "inside") return `it is in ${name}`;
    }
  }
  return undefined;
}

/** The bundle that what is at `out`, be anything there or not, would be a part of: it would not verify any more. */
export function bundleAround(out: string): string | undefined {
  const [place] = placesOf(out);
  if (place === undefined) return undefined;
  return foldersAbove(place).find((folder) => OF_A_BUNDLE.every((name) => existsSync(join(folder, name))));
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function whereTheUserIs(): KeptPath[] {
  const folders = [
    { name: "the current folder", find: () => process.cwd() },
    { name: "the home folder", find: homedir },
  ];
  return folders.flatMap(({ name, find }) => {
    const path = unlessMissing(find);
    return path === undefined ? [] : [{ name, path, mayReplace: "inside" as const }];
  });
}

/** Where the path itself lies, and where it leads to. */
function placesOf(path: string): string[] {
  const whole = unlessMissing(() => resolve(path));
  if (whole === undefined) return [];
  const target = unlessMissing(() => realpathSync(whole));
  return [join(realFolder(dirname(whole)), basename(whole)), ...(target === undefined ? [] : [target])];
}

/** Also of a folder that is yet to be made: where it will be. */
function realFolder(folder: string): string {
  const above = dirname(folder);
  return unlessMissing(() => realpathSync(folder)) ?? (above === folder ? folder : join(realFolder(above), basename(folder)));
}

function isIn(folder: string, path: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function unlessMissing(find: () => string): string | undefined {
  try {
    return find();
  } catch {
    return undefined; // also a current folder that was removed, and a user without a home
  }
}
