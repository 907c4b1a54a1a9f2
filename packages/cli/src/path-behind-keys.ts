// `verify --key a.pub bundle`: an option that takes several values has taken the bundle as its last. It knows the flags, not bundles.
import { usageError } from "./command-error.js";

/** The options with the bundle's path; `example` is of a command line that is right. Throws USAGE where there is none. */
export function withPath<T extends { readonly key?: readonly string[] }>(
  given: string | undefined,
  options: T,
  { argument, example }: { readonly argument: string; readonly example: string },
): T & { readonly path: string } {
  if (given !== undefined) return { ...options, path: given };
  const { key = [] } = options;
  const path = key.length > 1 ? key.at(-1) : undefined;
  if (path === undefined) throw usageError(`missing required argument '${argument}'`, `For example ${example}`);
  return { ...options, key: key.slice(0, -1), path };
}
