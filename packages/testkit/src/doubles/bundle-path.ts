// Which paths an adapter may write. It knows names only.

const PATH = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;
const MAX_LENGTH = 200;
/** What core writes itself. */
const TAKEN = [
  "export.json",
  "provenance.json",
  "signatures",
  "README.md",
  "trusted-root.json",
  "reports/rejects.jsonl",
  "policy/snapshot.json",
];

/** What is wrong with a path that is given to `Output.write`, or `undefined`. */
export function bundlePathProblem(path: string): string | undefined {
  if (!PATH.test(path)) return "it is not made of [A-Za-z0-9._-] segments with / between them";
  if (path.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (path.split("/").some((segment) => segment === "." || segment === "..")) return "it has a . or .. segment";
  if (path.endsWith(".zst")) return "the suffix of the codec is the output's to add";
  const taken = TAKEN.find((name) => path === name || path.startsWith(`${name}/`));
  return taken === undefined ? undefined : `${taken} is written by core`;
}

/** A folder that is also the name of a file, so that both cannot be laid out. */
export function fileInTheWay(paths: readonly string[]): string | undefined {
  return paths.find((path) => paths.some((other) => other.startsWith(`${path}/`)));
}
