// Reads members of parsed JSON by path. It knows no schema.

/** The member of nested objects at names joined by dots; `undefined` where there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
